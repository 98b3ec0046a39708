public import Commerce
public import Foundation

/// Why an order was not cancelled, or nothing was given back.
public enum ReversalError: Error, Sendable, Hashable, Explained, CustomStringConvertible {
    /// The connector cannot.
    case notOffered(channel: String, why: String)
    /// Perhaps it was done; not again before `until`.
    case inDoubt(order: String, isRefund: Bool, until: Date)
    /// Something was given back since whoever asks looked.
    case moved(order: String, refunded: String)
    /// The shop took a cancellation, ended its work on it, and did not cancel the order.
    case notDone(order: String)
    /// The shop took it, and says since then that it works on it.
    case neverEnded(order: String, since: Date)

    public var code: String {
        switch self {
        case .notOffered: "order.not-offered"
        case .inDoubt: "order.in-doubt"
        case .moved: "order.moved"
        case .notDone: "order.not-done"
        case .neverEnded: "order.never-ended"
        }
    }

    public var sentence: String {
        switch self {
        case .notOffered(let channel, let why): "\(channel) lets nobody do this from here. \(why)"
        case .inDoubt(let order, let isRefund, let until):
            "A \(isRefund ? "refund" : "cancellation") of order \(excerpt(order)) is under way, or its answer was lost, and the shop does not show it yet. It may still come, so that nothing more is sent before \(until.formatted(.iso8601))."
        case .moved(let order, let refunded):
            "Of order \(excerpt(order)) \(refunded) has been given back by now, which is not what was said. Nothing was sent."
        case .notDone(let order):
            "The shop had taken the cancellation of order \(excerpt(order)) and has ended its work on it, and the order is not cancelled there."
        case .neverEnded(let order, let since):
            "The shop took the cancellation of order \(excerpt(order)) at \(since.formatted(.iso8601)) and has not ended its work on it."
        }
    }

    public var wayOut: String {
        switch self {
        case .notOffered: "Do it in the shop; the hub takes it in."
        case .inDoubt: "Say the same again then: the shop is looked at first, and it is sent only if it is not there."
        case .moved: "Look what it would do now: entrepot order refund ORDER --dry-run"
        case .notDone, .neverEnded:
            "Look at the order in the shop, which may say why, and cancel it there, or say it again to ask anew."
        }
    }

    public var description: String { "\(self.sentence) \(self.wayOut)" }
}
