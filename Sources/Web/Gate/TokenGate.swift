import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Wire

/// Lets the API be used by those who hold a token, and finds the workspace they mean.
struct TokenGate: RouterMiddleware {
    let hub: Installation
    let desk: LimitDesk

    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        guard let grant = try await Self.grant(request, hub: self.hub) else {
            try await self.noticeStranger(request, context)
            throw Refusal.unauthorized
        }
        context.grant = grant
        let policy = InboundPolicy("key", quota: self.desk.settings.key)
        let verdict = try self.desk.pass(policy, request.headers[.authorization] ?? "", context)
        do {
            let tenant = try await self.tenant(request, grant)
            if !TokenPermissions.isOpenWhileSuspended(request.uri.path) {
                try await Suspension.check(tenant, self.hub)
            }
            context.workspace = .one(Desk(self.hub, tenant: tenant, trace: context.trace.id, doer: .token(grant.name)))
        } catch let error as OperationError {
            // Not every route is about one workspace.
            context.workspace = Refusal(error).map { .none($0) } ?? .unknown
        }
        // Whoever owns the token may not do that, or the token was made for less.
        let needed = TokenPermissions.needed(request.method, request.uri.path)
        guard grant.may(needed) else { throw MemberError.forbidden(needed) }
        var response = try await next(request, context)
        verdict.write(on: &response.headers)
        return response
    }

    /// What the request's bearer token allows; `nil` without a valid one.
    static func grant(_ request: Request, hub: Installation) async throws -> TokenGrant? {
        guard let token = self.token(request) else { return nil }
        return try await FindToken(token).run(hub)
    }

    private static func token(_ request: Request) -> String? {
        guard let header = request.headers[.authorization] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1]).trimmingCharacters(in: .whitespaces)
    }

    /// A token that nobody has is counted, and may be one that was laid out for thieves.
    private func noticeStranger(_ request: Request, _ context: SiteContext) async throws {
        guard let token = Self.token(request) else { return }
        let place = WatchGate.place(request, context)
        self.hub.saw(.tokenUnknown, at: place)
        try await TouchCanary(.token(token), at: place, by: .nobody).run(self.hub)
    }

    private func tenant(_ request: Request, _ grant: TokenGrant) async throws -> UUID {
        let named = HTTPField.Name("Entrepot-Workspace").flatMap { request.headers[$0] }
        guard let own = grant.tenant else { return try await FindWorkspace(named).run(self.hub) }
        guard let named else { return own }
        // A workspace that is another's is one that is not there.
        guard try await FindWorkspace(named).run(self.hub) == own else { throw OperationError.unknownWorkspace(named) }
        return own
    }
}
