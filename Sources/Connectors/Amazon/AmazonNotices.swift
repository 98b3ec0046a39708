import ConnectorKit
import Foundation
import Wire

/// From a notification of Amazon's to what is to be read. Its content is believed in nothing: whoever may write to the queue
/// can only have something read once more. Pure.
enum AmazonNotices {
    /// - Returns: Whose it is, and what it asks for; of what is unknown or unreadable nothing.
    static func notice(in body: [UInt8]) -> (shop: String?, notice: WebhookNotice) {
        guard let message = try? JSONAnswer.decode(JSONValue.self, from: body) else {
            return (nil, .ignored(topic: "unreadable"))
        }
        // Forwarded by EventBridge, the notification is its event's detail.
        let told = message["detail-type"] == nil ? message : message["detail"] ?? message
        guard let type = told[anyCase: "NotificationType"]?.text, let payload = told[anyCase: "Payload"] else {
            return (nil, .ignored(topic: "unreadable"))
        }
        let topic = type.count <= 60 && type.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "_") } ? type : "unknown"
        // Of a listing's state the schema enumerates another word than its own example has.
        let word = topic == "LISTINGS_ITEM_STATUS_CHANGED" ? AmazonTopic.listingStatus.rawValue : topic
        guard let known = AmazonTopic(rawValue: word) else { return (nil, .ignored(topic: topic)) }
        let content = known.wrapper.flatMap { payload[anyCase: $0] } ?? payload
        guard let seller = content[anyCase: "SellerId"]?.text, let key = content[anyCase: known.key]?.text,
            Self.isKey(key), Self.isKey(seller)
        else { return (nil, .ignored(topic: topic)) }
        let notice = known.notice(key)
        if case .ignored = notice { return (nil, notice) }
        return (seller, notice)
    }

    /// Fit for a row and an address: Amazon's SKUs have 40 characters at most, its ids fewer.
    private static func isKey(_ text: String) -> Bool {
        (1...60).contains(text.count)
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}

/// What is subscribed to (notifications.json and the schemas beside it).
enum AmazonTopic: String, Sendable, CaseIterable {
    case orderChange = "ORDER_CHANGE"
    case feedFinished = "FEED_PROCESSING_FINISHED"
    case keptStock = "FBA_INVENTORY_AVAILABILITY_CHANGES"
    case listingStatus = "LISTINGS_ITEM_STATUS_CHANGE"
    case listingIssues = "LISTINGS_ITEM_ISSUES_CHANGE"
    case listingQuantity = "LISTINGS_ITEM_MFN_QUANTITY_CHANGE"

    /// Delivered to EventBridge only ("Set up notifications using the Amazon EventBridge workflow").
    var isForwarded: Bool {
        switch self {
        case .orderChange, .feedFinished, .keptStock: false
        case .listingStatus, .listingIssues, .listingQuantity: true
        }
    }

    /// As in the schemas' examples.
    var version: String { self == .feedFinished ? "2020-09-04" : "1.0" }

    /// The payload's one member, where its content stands in such.
    fileprivate var wrapper: String? {
        switch self {
        case .orderChange: "OrderChangeNotification"
        case .feedFinished: "FeedProcessingFinishedNotification"
        case .keptStock, .listingStatus, .listingIssues, .listingQuantity: nil
        }
    }

    fileprivate var key: String {
        switch self {
        case .orderChange: "AmazonOrderId"
        case .feedFinished: "FeedId"
        case .keptStock: "SKU"
        case .listingStatus, .listingIssues, .listingQuantity: "Sku"
        }
    }

    fileprivate func notice(_ key: String) -> WebhookNotice {
        switch self {
        case .orderChange: AmazonWire.Order.isID(key) ? .order(key: key) : .ignored(topic: self.rawValue)
        case .feedFinished: .feed(key: key)
        case .keptStock: .kept
        case .listingStatus, .listingIssues, .listingQuantity: .listing(key: key)
        }
    }
}

extension JSONValue {
    /// A member by its name, however its first letter is written: notifications differ in that (notes, "Push").
    fileprivate subscript(anyCase name: String) -> JSONValue? {
        self[name] ?? self[name.prefix(1).lowercased() + name.dropFirst()]
    }
}
