import Foundation
import Records
import Store

/// Where a channel delivers a connection's webhooks.
public enum WebhookAddress {
    /// - Returns: `nil` where the hub has no public address: polls must do.
    public static func of(_ desk: Desk, connection: UUID) async throws -> URL? {
        guard let base = desk.hub.publicAddress else { return nil }
        let tenant = desk.tenant
        let route = try await desk.hub.store.system {
            try WebhookRouteRecords.route($0, tenant: tenant, connection: connection)
        }
        return route.map { self.address(base, route: $0) }
    }

    static func address(_ base: URL, route: UUID) -> URL { base.appending(path: "hooks").appending(path: route.text) }
}
