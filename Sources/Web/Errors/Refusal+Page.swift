import HTTPTypes
import Hummingbird
import Pages
import Wire

extension Refusal {
    /// The same words as a problem, as a page.
    func page(_ context: SiteContext) -> Response {
        let view = ErrorView(
            status: self.status, title: "This cannot be shown", sentence: self.sentence, wayOut: self.wayOut,
            code: self.code, trace: context.trace.id)
        var response = Response.html(
            Pages.error(view, for: context.viewer), status: HTTPResponse.Status(code: self.status))
        if self.status == 429 || self.status == 503 { response.headers[.retryAfter] = self.status == 429 ? "900" : "2" }
        return response
    }

    /// As a form shows it above its fields.
    var problem: FormView.Problem {
        FormView.Problem(sentence: self.sentence, wayOut: self.wayOut, code: self.code)
    }
}
