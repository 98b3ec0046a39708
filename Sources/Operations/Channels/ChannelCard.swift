import ConnectorKit

/// One channel and what it can do, drawn from its manifest and its connector.
public struct ChannelCard: Sendable, Hashable, Encodable {
    /// One thing that it can or cannot do.
    public struct Ability: Sendable, Hashable, Encodable {
        public var capability: Capability
        public var title: String
        public var isOffered: Bool
        /// How it is done, where there is more to say than that it is.
        public var how: String?
        /// Why it is not offered.
        public var why: String?
    }

    /// How a merchant lets us in.
    public struct Door: Sendable, Hashable, Encodable {
        /// On the channel's own page, by our app.
        public var byConsent: Bool
        /// What the merchant may type, in order; empty where only consent is asked for.
        public var keys: [String]
        /// Missing where none has to be typed.
        public var addressExample: String?
        /// Rights that are asked for.
        public var scopes: [String]
    }

    public struct Limit: Sendable, Hashable, Encodable {
        public var name: String
        public var scope: Budget.Scope
        public var sentence: String
    }

    public var id: String
    public var name: String
    public var door: Door
    public var abilities: [Ability]
    /// Offers in one write of quantities, and in one read.
    public var writeBatch: Int
    public var readBatch: Int
    /// Whether a write may name the quantity that it replaces.
    public var comparesQuantities: Bool
    public var zeroIsReversible: Bool
    /// Seconds between two questions for orders where no webhook calls.
    public var orderPollSeconds: Double
    public var limits: [Limit]
    /// Calls at once at most.
    public var concurrency: Int

    /// - Throws: `ConnectorError` where the manifest's own example opens nothing.
    public init(_ channel: ChannelDescriptor) throws(ConnectorError) {
        let manifest = channel.manifest
        let offered = try channel.capabilities()
        let words = ChannelWords(
            manifest, registersWebhooks: try channel.registersWebhooks(), readsQueue: channel.queue != nil)
        self.id = manifest.id
        self.name = manifest.displayName
        self.door = Door(
            byConsent: channel.oauth != nil, keys: manifest.fields.map(\.label),
            addressExample: manifest.addressExample, scopes: manifest.scopes)
        self.abilities = Capability.allCases.map { capability in
            let isOffered = offered.contains(capability)
            return Ability(
                capability: capability, title: capability.title, isOffered: isOffered,
                how: isOffered ? words.how(capability, hears: offered.contains(.webhooks)) : nil,
                why: isOffered ? nil : manifest.lacking[capability])
        }
        self.writeBatch = manifest.writesWholeListing ? 1 : manifest.writeBatch
        self.readBatch = manifest.readBatch
        self.comparesQuantities = manifest.comparesQuantities || manifest.comparesAndSets
        self.zeroIsReversible = manifest.zeroIsReversible
        self.orderPollSeconds = manifest.orderPollInterval.seconds
        self.limits = manifest.budgets.map { Limit(name: $0.name, scope: $0.scope, sentence: ChannelWords.limit($0)) }
        self.concurrency = manifest.concurrency.upperBound
    }
}

/// The channels that this program was built with, in its own order.
public struct ListChannels: Sendable {
    public init() {}

    public func run(_ channels: [ChannelDescriptor]) throws(ConnectorError) -> [ChannelCard] {
        var cards: [ChannelCard] = []
        for channel in channels { cards.append(try ChannelCard(channel)) }
        return cards
    }
}
