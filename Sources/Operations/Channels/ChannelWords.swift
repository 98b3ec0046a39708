import ConnectorKit
import Foundation

/// A manifest's numbers, in words.
struct ChannelWords {
    let manifest: Manifest
    let registersWebhooks: Bool
    /// Whether news come by a queue, where one is set.
    let readsQueue: Bool

    init(_ manifest: Manifest, registersWebhooks: Bool, readsQueue: Bool) {
        self.manifest = manifest
        self.registersWebhooks = registersWebhooks
        self.readsQueue = readsQueue
    }

    /// How something is done that is offered; `nil` where there is nothing to add.
    func how(_ capability: Capability, hears: Bool) -> String? {
        switch capability {
        case .importListings: "\(self.manifest.readBatch) a read"
        case .quantities: self.quantities
        case .prices: self.manifest.writesPricesApart ? "one listing a call" : "with the quantities"
        case .orders:
            (self.readsQueue ? "by a queue, and " : hears && self.manifest.hearsOfOrders ? "webhooks, and " : "")
                + "asked for every \(Self.span(self.manifest.orderPollInterval))"
                + (self.manifest.finances.map { ", what is booked of them every \(Self.span($0.interval))" } ?? "")
        case .webhooks:
            "\(self.manifest.webhookTopics.count) topics, \(self.subscribing)"
        case .editListings, .findProducts, .ship, .cancel, .refund: nil
        }
    }

    private var subscribing: String {
        if self.readsQueue { return "subscribed to by the hub, read from a queue of yours" }
        return self.registersWebhooks ? "subscribed to by the hub" : "set up by hand in the channel's portal"
    }

    private var quantities: String {
        var parts = ["absolute"]
        if self.manifest.comparesQuantities || self.manifest.comparesAndSets {
            parts.append("compared with what they replace")
        }
        if self.manifest.writesDeltas { parts.append("by difference") }
        switch (self.manifest.writesWholeListing, self.manifest.writeBatch) {
        case (true, _): parts.append("one whole listing a call")
        case (false, 1): parts.append("one a call")
        case (false, let batch): parts.append("\(batch) a call")
        }
        if self.manifest.firstLook != nil { parts.append("applied later") }
        if let kept = self.manifest.keptStock {
            parts.append("what it keeps itself is read every \(Self.span(kept.interval))")
        }
        return parts.joined(separator: ", ")
    }

    /// `10 in a second, for the whole app`.
    static func limit(_ budget: Budget) -> String {
        let amount =
            switch budget.kind {
            case .tokenBucket(let capacity, let refill, let per): Self.bucket(capacity, refill, per, "")
            case .costPoints(let capacity, let refill, let per): Self.bucket(capacity, refill, per, "points")
            case .dailyQuota(let limit, _): "\(Self.number(limit)) a day"
            case .rollingWindow(let limit, let length), .rate(let limit, let length):
                "\(Self.number(limit)) in any \(Self.span(length))"
            case .concurrency(let limit): "\(Self.number(limit)) at once"
            }
        let whose =
            switch budget.scope {
            case .app: "for the whole app"
            case .connection: "for each connection"
            case .operation: "for each kind of call"
            case .listing: "for each listing"
            }
        return "\(amount), \(whose)"
    }

    private static func bucket(_ capacity: Int, _ refill: Int, _ per: Duration, _ unit: String) -> String {
        let rate = Double(refill) / per.seconds
        let back =
            rate >= 1 ? "\(Self.number(Int(rate.rounded()))) a second" : "one in \(Self.span(.seconds(1 / rate)))"
        return [Self.number(capacity), unit, "at once,", back].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// `90 s`, `15 min`, `24 h`: whole, at least a second.
    static func span(_ duration: Duration) -> String {
        let seconds = max(1, Int(min(duration.seconds, 1e9).rounded()))
        return switch seconds {
        case ..<600: "\(seconds) s"
        case ..<7_200: "\(seconds / 60) min"
        default: "\(seconds / 3_600) h"
        }
    }

    /// `10,000`.
    static func number(_ value: Int) -> String {
        value.formatted(.number.grouping(.automatic).locale(Locale(identifier: "en_US")))
    }
}
