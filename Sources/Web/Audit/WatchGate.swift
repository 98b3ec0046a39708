import Foundation
import Hummingbird
import Operations

/// Sees what was refused to somebody who is known, and how much they read; asks whether what was not there is a canary.
///
/// Behind the gate that found out who it is. Only a request for something that is not there costs a statement.
struct WatchGate: RouterMiddleware {
    let hub: Installation

    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        do {
            let response = try await next(request, context)
            await self.see(Int(response.status.code), nil, request, context)
            return response
        } catch {
            let refusal = Refusal(error)
            await self.see(refusal?.status ?? 500, refusal?.code, request, context)
            throw error
        }
    }

    private func see(_ status: Int, _ code: String?, _ request: Request, _ context: SiteContext) async {
        let (tenant, doer) = context.whose
        let place = Self.place(request, context)
        let sight: Sight? =
            switch status {
            case 403: code == FormGate.strange.code ? .forged : .refused
            case 404: .missed
            case 200..<300 where request.method == .get: .read
            default: nil
            }
        if let sight { self.hub.saw(sight, at: place, tenant: tenant, by: doer) }
        guard status == 404 || status == 403 else { return }
        let ids = Self.ids(in: request.uri.string)
        if !ids.isEmpty {
            // A canary that cannot be looked up must not turn a refusal into a failure.
            _ = try? await TouchCanary(.ids(ids), at: place, by: doer).run(self.hub)
        }
    }

    /// The route as it was declared: no ids, no names.
    static func place(_ request: Request, _ context: SiteContext) -> String {
        "\(request.method.rawValue) \(context.endpointPath ?? "nothing of ours")"
    }

    /// Ids in an address, the first few.
    private static func ids(in address: String) -> [UUID] {
        address.split { !$0.isHexDigit && $0 != "-" }.lazy.filter { $0.utf8.count == 36 }
            .compactMap { UUID(uuidString: String($0)) }.prefix(8).map { $0 }
    }
}

extension SiteContext {
    /// Whose workspace the request is about, as far as that is known, and who asks.
    var whose: (tenant: UUID?, doer: Doer) {
        if let visitor, !visitor.isHalf { return (visitor.current?.tenant, .member(visitor.member)) }
        let tenant: UUID? = if case .one(let desk) = self.workspace { desk.tenant } else { self.grant?.tenant }
        return (tenant, self.grant.map { .token($0.name) } ?? .nobody)
    }
}
