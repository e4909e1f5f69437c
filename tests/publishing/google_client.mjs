// What Google's own JavaScript client does with the Fact Check Tools API at ROOT, told as JSON on standard output.
import { auth, factchecktools } from "@googleapis/factchecktools";

const { ROOT, TOKEN } = process.env;
const page = JSON.parse(process.env.PAGE);
const known = new auth.OAuth2();
known.setCredentials({ access_token: TOKEN });
const service = factchecktools({ version: "v1alpha1", rootUrl: ROOT });
const told = {};

told.found = (await service.claims.search({ query: "crime", languageCode: "en", key: "none" })).data;
told.nothing = (await service.claims.search({ query: "nothing of the kind", key: "none" })).data;
told.images = (await service.claims.imageSearch({ imageUri: "https://paper.example/wall.jpg", key: "none" })).data;

const urls = (answer) => (answer.data.claims ?? []).map((claim) => claim.claimReview[0].url);
told.byToken = [];
for (let pageToken; ; ) {
  const answer = await service.claims.search({ query: "crime", pageSize: 2, pageToken });
  told.byToken.push(...urls(answer));
  pageToken = answer.data.nextPageToken;
  if (!pageToken) break;
}
told.byOffset = [];
for (let offset = 0; ; offset += 2) {
  const met = urls(await service.claims.search({ query: "crime", pageSize: 2, offset }));
  if (!met.length) break;
  told.byOffset.push(...met);
}

const pages = service.pages;
const made = (await pages.create({ auth: known, requestBody: page })).data;
const name = made.name;
told.made = made.claimReviewMarkups.length;
told.read = (await pages.get({ auth: known, name })).data.pageUrl;
told.listed = (await pages.list({ auth: known, url: page.pageUrl })).data.claimReviewMarkupPages.length;
const changed = { ...page, claimReviewMarkups: page.claimReviewMarkups.slice(0, 1) };
told.replaced = (await pages.update({ auth: known, name, requestBody: changed })).data.claimReviewMarkups.length;
told.removed = (await pages.delete({ auth: known, name })).data;
told.gone = await pages.get({ auth: known, name }).catch((refusal) => [refusal.status, refusal.response.data.error.status]);
told.wrong = await service.claims.search({ key: "none" }).catch((refusal) => refusal.response.data.error);
console.log(JSON.stringify(told));
