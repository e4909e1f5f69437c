// An article's way to a fact-check with openapi-fetch, by the types that openapi-typescript makes of docs/openapi.yaml.
// What came of it is told as JSON on standard output.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

declare const process: { env: Record<string, string> };
type Schemas = components["schemas"];

const { ROOT, AUTHOR, SECOND, EDITOR, RATING, DESK } = process.env;
const quote = "Crime fell by 12 percent in two years";
const article: Schemas["SubmitArticleInputRequest"] = {
  title: "Crime falls",
  published_on: "2026-10-14",
  text: `The mayor spoke on Monday. ${quote}, she said. Then she left.`,
};
const verdict: Schemas["VerdictInputRequest"] = {
  rating: Number(RATING),
  headline: "Crime fell by 7 percent",
  explanation: "The office counts **7 percent**.",
};

const person = (token: string) => createClient<paths>({ baseUrl: ROOT, headers: { Authorization: `Bearer ${token}` } });
const [author, second, editor] = [person(AUTHOR), person(SECOND), person(EDITOR)];

function given<T>(answer: { data?: T; error?: Schemas["Problem"]; response: Response }): T {
  if (answer.data === undefined) throw new Error(`${answer.response.url}: ${JSON.stringify(answer.error)}`);
  return answer.data;
}

function refusal(answer: { error?: Schemas["Problem"] }): [number, string] {
  if (answer.error === undefined) throw new Error("It was not refused.");
  return [answer.error.status, answer.error.type];
}

const handedIn = given(await author.POST("/api/v1/articles/", { body: article }));
const listed = given(await author.GET("/api/v1/articles/", { params: { query: { desk: DESK, ordering: "-id" } } }));
const [revision] = given(
  await author.GET("/api/v1/articles/{id}/revisions/", { params: { path: { id: handedIn.id } } }),
);
const start = Array.from(revision.text.slice(0, revision.text.indexOf(quote))).length; // offsets count code points
const added = given(
  await author.POST("/api/v1/claims/", { body: { revision: revision.id, start, end: start + quote.length } }),
);
const edited = given(
  await author.PATCH("/api/v1/claims/{id}/", {
    params: { path: { id: added.id }, header: { "If-Match": `"${added.version}"` } },
    body: { said_on: "2026-10-12" },
  }),
);
const claim = given(
  await author.POST("/api/v1/claims/{id}/accept/", { params: { path: { id: added.id } }, body: { note: "Check it." } }),
);
const held = given(await author.POST("/api/v1/worklist/take/", { body: {} }));
const review = given(await author.POST("/api/v1/reviews/", { body: { claim: claim.id } }));
const here = { params: { path: { id: review.id } } };
const tooEarly = refusal(await author.POST("/api/v1/reviews/{id}/submit/", { ...here, body: verdict }));
const evidence = given(
  await author.POST("/api/v1/reviews/{id}/evidence/", {
    ...here,
    body: { url: "https://statistics.example/crime", stance: "refutes" },
  }),
);
given(await author.POST("/api/v1/reviews/{id}/submit/", { ...here, body: verdict }));
const alone = refusal(await author.POST("/api/v1/reviews/{id}/approve/", { ...here, body: {} }));
const approved = given(await second.POST("/api/v1/reviews/{id}/approve/", { ...here, body: {} }));
const published = given(await editor.POST("/api/v1/reviews/{id}/publish/", here));
const read = given(await author.GET("/api/v1/fact-checks/{id}/", { params: { path: { id: published.id } } }));

const events: string[] = [];
for (let after: number | undefined; ; ) {
  const page = given(await author.GET("/api/v1/events/", { params: { query: { after, page_size: 1 } } }));
  events.push(...page.results.map((event) => event.type));
  if (page.next === null) break;
  after = Number(page.cursor);
}
const met: number[] = [];
for (let cursor: string | undefined; ; ) {
  const page = given(await author.GET("/api/v1/claims/", { params: { query: { cursor, page_size: 2, ordering: "id" } } }));
  met.push(...page.results.map((one) => one.id));
  const next = page.next && new URL(page.next).searchParams.get("cursor");
  if (!next) break;
  cursor = next;
}
const lines = await author.POST("/api/v1/articles/bulk/", {
  params: { query: { desk: DESK } },
  headers: { "Content-Type": "application/x-ndjson" },
  body: [article, { ...article, title: "Bread", text: "Bread costs more." }].map((one) => JSON.stringify(one)).join("\n"),
  bodySerializer: (body) => body,
  parseAs: "text",
});

console.log(
  JSON.stringify({
    handedIn: [handedIn.outcome, listed.results.map((row) => row.id).includes(handedIn.id)],
    quote: edited.appearances[0].quote,
    states: [edited.state, claim.state, review.state, approved.state],
    held: held?.claim === claim.id,
    evidence: evidence.stance,
    refusals: [tooEarly, alone],
    read: [read.headline, read.rating, read.review === review.id],
    events,
    met: [met.length, met.includes(claim.id)],
    lines: given(lines)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).outcome ?? "summary"),
  }),
);
