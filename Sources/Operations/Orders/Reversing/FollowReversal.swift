import ConnectorKit
import Foundation
import Records
import Store

/// A cancellation or refund that the shop was asked for and whose outcome is not in the books yet.
public struct PendingReversal: Sendable, Hashable, Encodable {
    /// `cancel` or `refund`.
    public var kind: String
    public var askedAt: Date
    /// Whether the shop has taken it, and does it in its own time; else its answer was lost.
    public var isTaken: Bool
    public var sentence: String

    init(_ intent: OrderIntent) {
        self.kind = intent.kind.rawValue
        self.askedAt = intent.sentAt
        self.isTaken = intent.work != nil
        let (what, at) = (intent.kind == .cancel ? "cancel it" : "give money back", intent.sentAt.formatted(.iso8601))
        self.sentence =
            intent.work != nil
            ? "The shop was asked to \(what) at \(at), has taken it, and has not done it yet."
            : "The shop was asked to \(what) at \(at); its answer was lost, or is under way."
    }
}

/// Asks the shop how far it is with a cancellation that it does in its own time, and takes in what became of it.
public struct FollowReversal: Sendable {
    /// Our id, the number the merchant sees in the shop, or `CONNECTION/NUMBER`.
    public var order: String

    public init(_ order: String) { self.order = order }

    /// - Returns: What came to nothing, as a sentence with its way out; `nil` where there is nothing to tell beyond the order
    ///   itself. A shop that cannot be asked now takes nothing away from it.
    /// - Throws: `OperationError.unknownOrder`, `.invalid` when several shops have that number.
    public func run(_ desk: Desk) async throws -> String? {
        let text = self.order
        let isTaken = try await desk.read { db in
            try OrderIntentRecords.load(db, order: try OrderDesk.find(db, text).id)?.work != nil
        }
        guard isTaken else { return nil }
        do {
            _ = try await OrderDoor(desk, text, .cancel).look()
        } catch let error as ReversalError {
            if case .inDoubt = error { return nil }
            return error.description
        } catch is ConnectorError {
            return nil
        } catch is TokenTrouble {
            return nil
        }
        return nil
    }
}
