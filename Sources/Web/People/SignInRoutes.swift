import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Pages
import Vault

/// In and out: the password, the second factor, the way out.
struct SignInRoutes {
    let hub: Installation

    func add(to pages: RouterGroup<SiteContext>) {
        pages.get("sign-in") { request, context in
            let next = request.query("next").flatMap { WayBack($0)?.path } ?? ""
            if let visitor = context.visitor, !visitor.isHalf { return Response.see(next.isEmpty ? Path.board : next) }
            let isEmpty = try await !HasMembers().run(self.hub)
            return Response.html(Pages.form(PeopleForms.signIn(context, next: next, isEmpty: isEmpty)))
        }
        pages.post("sign-in") { request, context in
            let next = WayBack(context.form["next"])?.path ?? ""
            let form = PeopleForms.signIn(context, address: context.form["address"], next: next)
            return try await context.answering(form, self.hub) {
                let signed = try await SignIn(
                    address: context.form["address"], password: context.form["password"], marks: context.marks(request)
                ).run(self.hub)
                // What the browser was signed in as before ends: one browser, one session.
                if let before = context.visitor { try await EndSession(.this).run(before, self.hub) }
                return context.welcome(signed, to: next.isEmpty ? Path.board : next)
            }
        }
        pages.get("sign-in/code") { _, context in
            guard let visitor = context.visitor else { return Response.see(Path.signIn) }
            return visitor.isHalf ? Response.html(Pages.form(PeopleForms.code(context))) : Response.see(Path.board)
        }
        pages.post("sign-in/code") { request, context in
            guard let session = context.session else { return Response.see(Path.signIn) }
            return try await context.answering(PeopleForms.code(context), self.hub) {
                let signed = try await GiveCode(
                    session: session, code: context.form["code"], marks: context.marks(request)
                ).run(self.hub)
                return context.welcome(signed, to: Path.board)
            }
        }
        pages.post("sign-out") { _, context in
            if let visitor = context.visitor { try await EndSession(.this).run(visitor, self.hub) }
            var response = Response.see(Path.signIn)
            SiteCookies(doorway: context.doorway).clear(.session, on: &response)
            return response
        }
    }
}

extension SiteContext {
    /// What came of a form: the answer, or the form again with what was wrong with it.
    func answering(
        _ form: FormView, _ hub: Installation, _ body: () async throws -> Response
    ) async throws -> Response {
        do { return try await body() } catch {
            guard let refusal = Refusal(error), refusal.status < 500 || refusal.status == 503 else { throw error }
            var form = form
            form.problem = refusal.problem
            var response = Response.html(
                Pages.form(form, for: self.viewer), status: HTTPResponse.Status(code: refusal.status))
            if case MemberError.waiting(let until) = error {
                response.headers[.retryAfter] = String(max(1, Int(until.timeIntervalSince(hub.now()).rounded(.up))))
            } else if refusal.status == 503 {
                response.headers[.retryAfter] = "5"
            }
            return response
        }
    }
}
