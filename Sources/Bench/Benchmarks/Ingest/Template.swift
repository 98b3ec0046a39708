import Foundation
import Store

/// Takes out of values what belongs to the orders at hand, and leaves words in braces in its place for a peer to fill in.
struct Template: Sendable {
    private let orders: [IngestOrder]
    private let fixed: Set<UUID>
    /// What stands for which id.
    private var words: [UUID: String] = [:]
    private var made = 0
    private let written = Date()

    /// - Parameter fixed: Ids that were there before.
    init(_ orders: [IngestOrder], fixed: Set<UUID>) {
        self.orders = orders
        self.fixed = fixed
        for (index, sku) in orders.flatMap(\.skus).enumerated() {
            self.words[IngestStage.variant(sku)] = "{v\(index)}"
            self.words[IngestStage.offer(shop: 0, sku)] = "{o\(index)}"
            self.words[IngestStage.offer(shop: 1, sku)] = "{p\(index)}"
        }
    }

    /// Orders whose numbers and SKUs stand in no other value.
    static func sample(_ count: Int) -> [IngestOrder] {
        (0..<count).map { order in
            IngestOrder(number: 777_000_111 + order, skus: (0..<3).map { 1_013 + (order * 3 + $0) * 53 })
        }
    }

    /// `{v0}` the variant of the first line, `{o0}` and `{p0}` its offers at the two shops, `{f0}` an id made for these orders;
    /// another as it is.
    mutating func id(_ id: UUID) -> String {
        if let word = self.words[id] { return word }
        if self.fixed.contains(id) { return id.uuidString.lowercased() }
        let word = "{f\(self.made)}"
        self.made += 1
        self.words[id] = word
        return word
    }

    /// Whether an instant is that of the transaction itself, which a peer takes from its own clock: a row that is set to
    /// what it holds already costs less, because no index of it moves.
    func isNow(_ date: Date) -> Bool { abs(date.timeIntervalSince(self.written)) < 30 }

    /// `{s0}` the number of the first line's SKU, `{n0}` the first order's number.
    func text(_ text: String) -> String {
        var text = text
        for (index, order) in self.orders.enumerated() {
            text = text.replacing(String(order.number), with: "{n\(index)}")
            for (line, sku) in order.skus.enumerated() where text.contains(String(sku)) {
                for mark in ["SKU-", "L"] {
                    text = text.replacing("\(mark)\(sku)", with: "\(mark){s\(index * 3 + line)}")
                }
            }
        }
        return text
    }
}
