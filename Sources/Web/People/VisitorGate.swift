import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Pages
import Vault

/// Finds out who asks, anew with each request, and what the page's forms are bound to.
struct VisitorGate: RouterMiddleware {
    let hub: Installation

    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let cookies = SiteCookies(doorway: context.doorway)
        let shown = cookies.read(.session, request)
        if let shown, let visitor = try await FindVisitor(shown).run(self.hub) {
            context.session = shown
            context.visitor = visitor
            return try await next(request, context)
        }
        let known = cookies.read(.form, request)
        let form = known ?? BearerToken.generate(.session)
        context.stranger = form
        var response = try await next(request, context)
        if known == nil { cookies.set(.form, form, on: &response) }
        if shown != nil, response.headers[values: .setCookie].allSatisfy({ !$0.contains("entrepot-session") }) {
            cookies.clear(.session, on: &response)
        }
        return response
    }
}

/// Lets members in who have given all that they owe; everybody else is led to where they give it.
struct MemberGate: RouterMiddleware {
    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        guard let visitor = context.visitor, !visitor.isHalf else {
            // A stream that a script opens is no page that could ask for a password.
            if path == Path.live { throw Refusal(MemberError.notSignedIn) ?? .unauthorized }
            let isHalf = context.visitor != nil
            return .see(isHalf ? Path.code : Path.signIn + Self.way(back: request))
        }
        if visitor.owesSecondFactor, !Self.isOpenWithout(path) {
            if path == Path.live { throw Refusal(MemberError.secondFactorNeeded) ?? .unauthorized }
            return .see(Path.secondFactor)
        }
        if let days = visitor.owesPassword, !Self.isOpenWithout(path) {
            if path == Path.live { throw Refusal(MemberError.passwordTooOld(days: days)) ?? .unauthorized }
            return .see(Path.account)
        }
        if visitor.owesTerms != nil, path != Path.acceptTerms, !Self.isOpenWithout(path) {
            if path == Path.live { throw Refusal(MemberError.termsNotAccepted("")) ?? .unauthorized }
            return .see(Path.acceptTerms)
        }
        if let place = Self.place(request, visitor), place.isSuspended, !Self.isOpenWhileSuspended(path) {
            guard request.method == .get, path != Path.live, place.tenant == visitor.current?.tenant else {
                throw OperationError.workspaceSuspended(
                    place.name, reason: "whoever runs this installation stopped it.")
            }
            return .see(Path.suspended)
        }
        return try await next(request, context)
    }

    /// The workspace that the request is about.
    private static func place(_ request: Request, _ visitor: Visitor) -> Visitor.Place? {
        let named = request.query("workspace").flatMap { text in
            visitor.places.first { $0.name == text || $0.tenant == UUID(uuidString: text) }
        }
        return named ?? visitor.current
    }

    /// Why, the objection, the export, the way into another workspace, and whatever is one's own.
    private static func isOpenWhileSuspended(_ path: String) -> Bool {
        [Path.suspended, Path.export, Path.workspace, Path.leave].contains(path) || self.isOpenWithout(path)
            || path.hasPrefix(Path.terms)
    }

    /// What somebody may do who still owes a second factor: set it up, mind the account, leave.
    private static func isOpenWithout(_ path: String) -> Bool {
        path == Path.account || path.hasPrefix(Path.account + "/") || path == Path.signOut
    }

    private static func way(back request: Request) -> String {
        guard request.method == .get, request.uri.path != "/" else { return "" }
        return "?next=" + (WayBack(request.uri.string).map { Path.escapedQuery($0.path) } ?? "")
    }
}

/// Where somebody wanted to go before they were asked who they are: a path of ours and nothing else.
struct WayBack: Sendable, Hashable {
    let path: String

    /// - Returns: `nil` for what a browser could read as another host, and for what is no path.
    init?(_ text: String) {
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }
        guard text.hasPrefix("/"), !text.hasPrefix("//"), isPlain, text.utf8.count <= 500 else { return nil }
        self.path = text
    }
}

extension Response {
    /// "Look there": what a form's answer is, so that going back sends nothing twice.
    static func see(_ path: String) -> Response { Response(status: .seeOther, headers: [.location: path]) }
}

extension SiteContext {
    /// Who is signed in. Behind `MemberGate` there always is somebody.
    func member() throws(MemberError) -> Visitor {
        guard let visitor = self.visitor, !visitor.isHalf else { throw .notSignedIn }
        return visitor
    }

    /// What the page's forms carry; new on each page.
    var csrf: String {
        guard let bound = self.session ?? self.stranger else { return "" }
        return CSRFToken(session: bound).secret.reveal()
    }

    /// What the browser shows of itself.
    func marks(_ request: Request) -> BrowserMarks {
        BrowserMarks(
            device: SiteCookies(doorway: self.doorway).read(.device, request),
            label: BrowserLabel.text(of: request.headers[.userAgent] ?? ""))
    }

    /// The answer to a sign-in: a token that the browser never showed before.
    func welcome(_ signed: SignedIn, to path: String) -> Response {
        var response = Response.see(signed.isHalf ? Path.code : path)
        let cookies = SiteCookies(doorway: self.doorway)
        cookies.set(.session, signed.token, on: &response)
        if let device = signed.device { cookies.set(.device, device, on: &response) }
        return response
    }

    /// The corner of every page of a member.
    var viewer: ViewerBar? {
        guard let visitor = self.visitor, !visitor.isHalf else { return nil }
        return ViewerBar(
            name: visitor.name, address: visitor.address,
            workspaces: visitor.places.map { place in
                .init(
                    id: place.tenant.text, name: place.name, role: place.role?.name ?? "nothing",
                    isCurrent: place.tenant == visitor.current?.tenant)
            }, seesMembers: visitor.current?.may(.lookAtMembers) ?? false,
            seesAudit: visitor.current?.may(.audit) ?? false,
            look: visitor.look == .system ? nil : visitor.look.rawValue, csrf: self.csrf)
    }
}
