import Crypto
import Foundation

/// What the app asked to be told of, and where to.
struct EbayNotices: Sendable, Codable {
    struct Destination: Sendable, Codable {
        let id: String
        var name: String
        var endpoint: String
        var token: String
        var isEnabled: Bool
    }

    struct Subscription: Sendable, Codable {
        let id: String
        let topic: String
        var destination: String
        var isEnabled: Bool
        let created: Date
        /// The filter in force, and its id.
        var filter: Filter?
    }

    struct Filter: Sendable, Codable {
        let id: String
        var schema: Json
        let created: Date
    }

    /// Alerts go there; without it nothing can be subscribed to.
    var email: String?
    var destinations: [Destination] = []
    var subscriptions: [Subscription] = []
    var seal: EbaySeal
    /// Told of at the next tick: the user it is about, the topic, and what more is said.
    var waiting: [Waiting] = []
    private var given = 0

    struct Waiting: Sendable, Codable {
        var user: String
        var topic: String
        var more: [String: String]
    }

    init(dice: inout Dice) {
        // Any 32 bytes below the curve's order are a key; beginning with less than 255 they are.
        let key = Data([UInt8(dice.whole(1...254))] + (0..<31).map { _ in UInt8(dice.whole(0...255)) })
        let letters = Array("0123456789abcdef")
        func hex(_ count: Int) -> String { String((0..<count).map { _ in dice.pick(letters) }) }
        let kid = "\(hex(8))-\(hex(4))-\(hex(4))-\(hex(4))-\(hex(12))"
        self.seal = EbaySeal(kid: kid, key: key, digest: "SHA1")
    }

    mutating func newID() -> String {
        self.given += 1
        return "twin-\(self.given)"
    }

    /// Where each topic goes.
    var posts: [EbayPost] {
        self.subscriptions.filter(\.isEnabled).compactMap { subscription in
            self.destinations.first { $0.id == subscription.destination && $0.isEnabled }
                .map { EbayPost(topic: subscription.topic, endpoint: $0.endpoint) }
        }
    }
}

/// What can be subscribed to.
struct EbayTopic: Sendable {
    var id: String
    var description: String
    var context: String
    var scope: String
    var isFilterable = false

    /// Those whose messages are stored as contracts; one for orders only where it is set.
    static func all(orders: String?) -> [EbayTopic] {
        let known = [
            EbayTopic(
                id: "MARKETPLACE_ACCOUNT_DELETION", description: "A user asked for the account to be deleted.",
                context: "COMMERCE", scope: "APPLICATION"),
            EbayTopic(
                id: "AUTHORIZATION_REVOCATION", description: "A user took the consent back.", context: "COMMERCE",
                scope: "APPLICATION"),
            EbayTopic(
                id: "ITEM_AVAILABILITY", description: "An item can be bought again, or no longer.",
                context: "COMMERCE", scope: "APPLICATION", isFilterable: true),
        ]
        return known
            + (orders.map { [EbayTopic(id: $0, description: "An order.", context: "SELL", scope: "USER")] } ?? [])
    }

    var json: Json {
        [
            "topicId": .string(self.id), "description": .string(self.description), "status": "ENABLED",
            "context": .string(self.context), "scope": .string(self.scope), "filterable": .bool(self.isFilterable),
            "authorizationScopes": ["https://api.ebay.com/oauth/api_scope"],
            "supportedPayloads": [
                ["format": ["JSON"], "schemaVersion": "1.0", "deliveryProtocol": "HTTPS", "deprecated": false]
            ],
        ]
    }
}
