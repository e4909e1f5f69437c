"""What axe finds on a page (https://github.com/dequelabs/axe-core), in the light and in the dark."""

from axe_playwright_python.sync_playwright import Axe

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OF_COLOUR = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
REST = """() => Promise.allSettled(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity).map((one) => one.finished))"""


def faults(page):
    """In words: by every rule in the light, and once more by those of colour in the dark."""
    found = _found(page, RULES)
    show(page, "dark")
    found += [f"in the dark, {fault}" for fault in _found(page, OF_COLOUR)]
    show(page, "light")
    return found


def show(page, scheme):
    """The page in the light or in the dark, when its colours have stopped changing."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate(REST)


def _found(page, options):
    violations = Axe().run(page, options=options).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:160]} {node['any'][0]['message'] if node['any'] else ''}"
        for fault in violations
        for node in fault["nodes"]
    ]
