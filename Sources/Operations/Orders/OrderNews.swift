import Commerce
import Foundation
import Records

/// What the log tells of an order that came or changed.
struct OrderNews {
    let record: OrderRecord
    /// As it was; `nil` for a new one.
    let before: OrderRecord?
    let connection: ConnectionRecord

    init(_ record: OrderRecord, before: OrderRecord?, at connection: ConnectionRecord) {
        self.record = record
        self.before = before
        self.connection = connection
    }

    /// - Parameter skus: Of the variants that were sold.
    func events(_ desk: Desk, skus: [UUID: String]) -> [EventRecord] {
        let number = self.record.order.latest?.number ?? self.record.remoteID
        let lines = self.record.lines.map { "\($0.units) × \($0.sku ?? $0.title)" }.joined(separator: ", ")
        let variant = self.record.lines.first?.variant
        let state = self.record.order.state
        func event(
            _ kind: String, _ summary: String, level: EventRecord.Level = .info, variant: UUID? = nil,
            detail: [String: String] = [:]
        ) -> EventRecord {
            EventRecord(
                id: desk.hub.id(), at: desk.now, kind: kind, level: level, connection: self.connection.id,
                variant: variant, order: self.record.id, sku: variant.flatMap { skus[$0] }, summary: summary,
                detail: detail, trace: desk.trace)
        }
        guard self.before == nil else {
            if self.before?.order.state == state { return [] }
            return [
                event(
                    "order.\(state.rawValue)",
                    "Order \(number) at \(self.connection.name) is \(state.rawValue) now: \(lines).", variant: variant)
            ]
        }
        let imported = event(
            "order.imported", "Order \(number) at \(self.connection.name): \(lines).", level: .success,
            variant: variant, detail: ["placed": self.record.placedAt.ISO8601Format(), "state": state.rawValue])
        return [imported]
            + self.record.lines.filter { $0.variant == nil }.map { line in
                event(
                    "order.unmapped",
                    "Order \(number) sold “\(line.title)”, which is linked to no SKU: no stock was reserved for it.",
                    level: .warning)
            }
    }
}
