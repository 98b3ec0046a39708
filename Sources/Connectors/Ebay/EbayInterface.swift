import ConnectorKit
import Foundation

/// The interfaces that are used, each with a limit of its own: so many calls a day for the whole app (notes, "Rate limits").
enum EbayInterface: String, Sendable, CaseIterable {
    case inventory, fulfillment, account, identity, taxonomy, notification, analytics, media

    /// Where it is, below its host.
    var path: String {
        switch self {
        case .inventory: "/sell/inventory/v1"
        case .fulfillment: "/sell/fulfillment/v1"
        case .account: "/sell/account/v1"
        case .identity: "/commerce/identity/v1"
        case .taxonomy: "/commerce/taxonomy/v1"
        case .notification: "/commerce/notification/v1"
        case .analytics: "/developer/analytics/v1_beta"
        case .media: "/commerce/media/v1_beta"
        }
    }

    func base(_ place: EbayPlace) -> URL {
        switch self {
        case .identity: place.identity
        case .media: place.media
        default: place.api
        }
    }

    /// Calls a day as published, and what calls of ours use them. What an app truly has is told by `getRateLimits`.
    private var plan: (limit: Int, reserve: Int, kinds: Set<CallKind>)? {
        switch self {
        case .inventory: (2_000_000, 20_000, [.listings, .read, .write, .resume])
        case .fulfillment: (100_000, 5_000, [.orders, .order, .ship, .follow])
        case .notification: (10_000, 0, [.hooks])
        // Not published apart, or asked for by persons only.
        case .account, .identity, .taxonomy, .analytics, .media: nil
        }
    }

    /// What a listing's own limit is called.
    static let revisions = "revisions"
    /// "Each listing can be revised up to 250 times in one calendar day" (bulkUpdatePriceQuantity). Whose midnight is not said, so
    /// that it is kept in any 24 hours.
    static let mostRevisions = 250

    /// When a day begins is not published either: any 24 hours hold no more.
    static let budgets: [Budget] =
        Self.allCases.compactMap { interface in
            interface.plan.map { plan in
                Budget(
                    name: interface.rawValue, scope: .app,
                    kind: .rollingWindow(limit: plan.limit, length: .seconds(86_400)), reserve: plan.reserve,
                    kinds: plan.kinds)
            }
        } + [
            Budget(
                name: Self.revisions, scope: .listing,
                kind: .rollingWindow(limit: Self.mostRevisions, length: .seconds(86_400)), reserve: 50, kinds: [.write])
        ]
}
