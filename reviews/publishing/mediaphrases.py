"""What pages say of images, videos and recordings, in the languages that they can say it in.

The meanings say in plain words what the categories of schema.org/MediaManipulationRatingEnumeration are.
"""

from collections.abc import Mapping

_ENGLISH = {
    "media": "Image, video or recording",
    "media_image": "Image",
    "media_video": "Video",
    "media_audio": "Recording",
    "media_original": "Original",
    "media_original_means": "Nothing shows that it was altered. What is said with it may be false all the same.",
    "media_missing_context": "Missing context",
    "media_missing_context_means": "It is not altered but shown as something else: another time, another place, or a "
    "part without the whole.",
    "media_edited": "Edited or cropped",
    "media_edited_means": "Parts were cut away or put in another order, so that it tells something else.",
    "media_transformed": "Altered",
    "media_transformed_means": "Something in it was changed, added or removed, or a machine has made it: retouching, "
    "dubbing, deepfakes.",
    "media_staged": "Staged",
    "media_staged_means": "It was acted or made up, such as the screenshot of a post that never was.",
    "media_satire": "Satire or parody",
    "media_satire_means": "It was made as a joke or a comment, and is shown as one.",
    "media_where": "Where it appeared",
    "media_file": "The file itself",
    "media_from": "From",
    "media_until": "to",
    "media_source": "The original",
    "media_context": "Where it comes from",
    "media_changed": "What we say of the media changed from",
    "media_none": "nothing",
}
_GERMAN = {
    "media": "Bild, Video oder Tonaufnahme",
    "media_image": "Bild",
    "media_video": "Video",
    "media_audio": "Tonaufnahme",
    "media_original": "Original",
    "media_original_means": "Nichts deutet auf eine Veränderung hin. Was dazu gesagt wird, kann trotzdem falsch sein.",
    "media_missing_context": "Aus dem Zusammenhang gerissen",
    "media_missing_context_means": "Es ist unverändert, wird aber als etwas anderes gezeigt: andere Zeit, anderer Ort "
    "oder ein Teil ohne das Ganze.",
    "media_edited": "Geschnitten oder beschnitten",
    "media_edited_means": "Teile wurden weggelassen oder umgestellt, sodass es etwas anderes erzählt.",
    "media_transformed": "Verändert",
    "media_transformed_means": "Etwas darin wurde geändert, hinzugefügt oder entfernt, oder eine Maschine hat es "
    "hergestellt: Retusche, Nachvertonung, Deepfakes.",
    "media_staged": "Gestellt",
    "media_staged_means": "Es wurde gespielt oder erfunden, etwa das Bildschirmfoto eines Beitrags, den es nie gab.",
    "media_satire": "Satire oder Parodie",
    "media_satire_means": "Es wurde als Scherz oder Kommentar gemacht und wird auch so gezeigt.",
    "media_where": "Wo es erschienen ist",
    "media_file": "Die Datei selbst",
    "media_from": "Von",
    "media_until": "bis",
    "media_source": "Das Original",
    "media_context": "Woher es stammt",
    "media_changed": "Unsere Angabe zu den Aufnahmen geändert von",
    "media_none": "nichts",
}
_FRENCH = {
    "media": "Image, vidéo ou enregistrement",
    "media_image": "Image",
    "media_video": "Vidéo",
    "media_audio": "Enregistrement",
    "media_original": "Original",
    "media_original_means": "Rien n’indique une altération. Ce qu’on en dit peut néanmoins être faux.",
    "media_missing_context": "Hors contexte",
    "media_missing_context_means": "Le contenu n’est pas altéré mais présenté comme autre chose : autre date, autre "
    "lieu ou extrait sans l’ensemble.",
    "media_edited": "Monté ou recadré",
    "media_edited_means": "Des parties ont été coupées ou déplacées, si bien que le sens en est changé.",
    "media_transformed": "Altéré",
    "media_transformed_means": "Un élément a été modifié, ajouté ou supprimé, ou une machine l’a produit : retouche, "
    "doublage, hypertrucage.",
    "media_staged": "Mis en scène",
    "media_staged_means": "Le contenu a été joué ou inventé, comme la capture d’un message qui n’a jamais existé.",
    "media_satire": "Satire ou parodie",
    "media_satire_means": "Le contenu a été conçu comme une plaisanterie ou un commentaire, et présenté comme tel.",
    "media_where": "Où il est paru",
    "media_file": "Le fichier lui-même",
    "media_from": "De",
    "media_until": "à",
    "media_source": "L’original",
    "media_context": "D’où il vient",
    "media_changed": "Notre avis sur ces contenus est passé de",
    "media_none": "rien",
}
_SPANISH = {
    "media": "Imagen, vídeo o grabación",
    "media_image": "Imagen",
    "media_video": "Vídeo",
    "media_audio": "Grabación",
    "media_original": "Original",
    "media_original_means": "Nada indica que se haya alterado. Lo que se dice de ello puede ser falso de todos modos.",
    "media_missing_context": "Fuera de contexto",
    "media_missing_context_means": "No está alterado, pero se muestra como otra cosa: otro momento, otro lugar o una "
    "parte sin el conjunto.",
    "media_edited": "Editado o recortado",
    "media_edited_means": "Se cortaron o cambiaron de orden partes, de modo que cuenta otra cosa.",
    "media_transformed": "Alterado",
    "media_transformed_means": "Algo se cambió, se añadió o se quitó, o lo hizo una máquina: retoque, doblaje, "
    "ultrafalsificación.",
    "media_staged": "Escenificado",
    "media_staged_means": "Fue actuado o inventado, como la captura de una publicación que nunca existió.",
    "media_satire": "Sátira o parodia",
    "media_satire_means": "Se hizo como broma o comentario, y así se muestra.",
    "media_where": "Dónde apareció",
    "media_file": "El archivo mismo",
    "media_from": "Desde",
    "media_until": "hasta",
    "media_source": "El original",
    "media_context": "De dónde procede",
    "media_changed": "Lo que decimos de este material ha pasado de",
    "media_none": "nada",
}
SAID: Mapping[str, Mapping[str, str]] = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "es": _SPANISH}
