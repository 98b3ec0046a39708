import Foundation

/// A notification on its way.
struct AmazonNews: TwinDelivery {
    /// What it tells, as it was when it happened.
    enum Event: Sendable, Codable {
        case order(AmazonOrder)
        case status(sku: String, asin: String, status: [String])
        case issues(sku: String, asin: String, severities: [String])
        case quantity(sku: String, units: Int)
        case feed(id: String, status: String, report: String?)
        case kept(AmazonListing, reserved: Int)
    }

    var due: Date
    var isForged = false
    var isHeldBack = false
    var number: Int
    /// The shop's clock.
    var at: Date
    var event: Event

    /// The notification types' names, as one subscribes to them.
    var topic: String {
        switch self.event {
        case .order: "ORDER_CHANGE"
        case .status: "LISTINGS_ITEM_STATUS_CHANGE"
        case .issues: "LISTINGS_ITEM_ISSUES_CHANGE"
        case .quantity: "LISTINGS_ITEM_MFN_QUANTITY_CHANGE"
        case .feed: "FEED_PROCESSING_FINISHED"
        case .kept: "FBA_INVENTORY_AVAILABILITY_CHANGES"
        }
    }

    static let topics: Set<String> = [
        "ORDER_CHANGE", "LISTINGS_ITEM_STATUS_CHANGE", "LISTINGS_ITEM_ISSUES_CHANGE",
        "LISTINGS_ITEM_MFN_QUANTITY_CHANGE", "FEED_PROCESSING_FINISHED", "FBA_INVENTORY_AVAILABILITY_CHANGES",
    ]
    /// Given to EventBridge only.
    static func isForwarded(_ topic: String) -> Bool { topic.hasPrefix("LISTINGS_ITEM") }
}

/// What one seller subscribed to.
struct AmazonSubscription: Sendable, Codable {
    var id: String
    var topic: String
    var version: String
    var destination: String
}

extension AmazonState: DeliveringState {
    var deliveries: [AmazonNews] {
        get { self.news ?? [] }
        set { self.news = newValue }
    }
    var webhookDelay: Double {
        get { self.newsDelay ?? 0 }
        set { self.newsDelay = newValue }
    }

    mutating func delivered(_ delivery: AmazonNews, succeeded: Bool, at moment: Moment) {}

    /// Tells something to whoever subscribed to it.
    mutating func tell(_ event: AmazonNews.Event, visibleAt: Date? = nil, at moment: Moment) {
        let topic = AmazonNews(due: moment.wall, number: 0, at: moment.shop, event: event).topic
        guard self.subscriptions?[topic] != nil else { return }
        let number = self.newNumber()
        self.lineUp(visibleAt: visibleAt, moment) { _, due in
            AmazonNews(due: due, number: number, at: moment.shop, event: event)
        }
    }

    /// Tells what became of a listing.
    mutating func tell(_ after: AmazonListing, before: AmazonListing?, at moment: Moment) {
        guard self.subscriptions?.isEmpty == false, !after.isParent else { return }
        let words = self.rendering.status(after)
        if before.map({ self.rendering.status($0) }) != words {
            self.tell(.status(sku: after.sku, asin: after.asin, status: words), at: moment)
        }
        if before?.issues ?? [] != after.issues {
            self.tell(
                .issues(sku: after.sku, asin: after.asin, severities: Set(after.issues.map(\.severity)).sorted()),
                at: moment)
        }
        if after.isByAmazon, before?.quantity != after.quantity {
            self.tell(.kept(after, reserved: self.reservedByAmazon(after.sku)), at: moment)
        }
        if !after.isByAmazon, before?.quantity != after.quantity {
            self.tell(.quantity(sku: after.sku, units: after.quantity), at: moment)
        }
    }

    // MARK: Subscriptions

    func subscription(_ call: AmazonCall) throws(AmazonError) -> Json {
        let topic = call.values["notificationType"] ?? ""
        guard let found = self.subscriptions?[topic], found.version == call["payloadVersion"] ?? found.version else {
            throw .noRoute
        }
        return ["payload": Self.json(found)]
    }

    /// - Parameter destinations: The app's: whether each is EventBridge.
    mutating func subscribe(_ call: AmazonCall, _ destinations: [String: Bool]) throws(AmazonError) -> Json {
        let topic = call.values["notificationType"] ?? ""
        guard AmazonNews.topics.contains(topic) else { throw .invalid("Unknown notificationType.") }
        guard let version = call.body?["payloadVersion"]?.text, let target = call.body?["destinationId"]?.text else {
            throw .invalid("'payloadVersion' and 'destinationId' are required.")
        }
        guard let isForwarded = destinations[target] else { throw .noRoute }
        guard isForwarded == AmazonNews.isForwarded(topic) else {
            throw .invalid("The notification type is not delivered to such a destination.")
        }
        guard self.subscriptions?[topic] == nil else {
            throw AmazonError(409, "Conflict", "Subscription already exists.")
        }
        let made = AmazonSubscription(
            id: "subscription-\(self.newNumber())", topic: topic, version: version, destination: target)
        self.subscriptions = (self.subscriptions ?? [:]).merging([topic: made]) { $1 }
        var json = Self.json(made)
        if let directive = call.body?["processingDirective"] { json = json.with("processingDirective", directive) }
        return ["payload": json]
    }

    private static func json(_ subscription: AmazonSubscription) -> Json {
        [
            "subscriptionId": .string(subscription.id), "payloadVersion": .string(subscription.version),
            "destinationId": .string(subscription.destination),
        ]
    }
}

extension AmazonShop {
    /// Ends a subscription by its id; `false` where it is none of this seller's.
    func unsubscribe(_ id: String) -> Bool {
        guard let found = self.state.subscriptions?.first(where: { $0.value.id == id }) else { return false }
        self.change { state, _ in state.subscriptions?[found.key] = nil }
        return true
    }

    /// Notifications that are due, each with the destination it goes to.
    func takeNews(app: String) -> [(destination: String, isForwarded: Bool, body: String)] {
        guard self.state.news?.isEmpty == false else { return [] }
        let moment = self.now
        let due = self.state.takeDueDeliveries(at: moment.wall)
        self.isChanged = self.isChanged || !due.isEmpty
        return due.compactMap { news in
            guard let subscription = self.state.subscriptions?[news.topic] else { return nil }
            let json = self.state.rendering.notification(
                news, subscription, seller: self.sellerID, app: app, published: moment.shop)
            return (
                subscription.destination, AmazonNews.isForwarded(news.topic),
                String(decoding: json.bytes(), as: UTF8.self)
            )
        }
    }
}
