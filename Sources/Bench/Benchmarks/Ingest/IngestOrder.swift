import Commerce
import ConnectorKit
import Foundation

/// Orders of three lines, one unit each, of three different SKUs.
struct IngestOrder: Sendable {
    /// Told apart from every other one of the run.
    var number: Int
    /// The three SKUs, by number.
    var skus: [Int]

    /// Whole seconds, far in the past of the run and after the shop was connected.
    static let placed = Date(timeIntervalSinceReferenceDate: (Date().timeIntervalSinceReferenceDate - 60).rounded())

    /// - Parameter spread: How many SKUs are sold: all 10,000, or 10 hot ones.
    init(number: Int, spread: Int, using random: inout Order) {
        self.number = number
        let first = Int(random.next() % UInt64(spread))
        let step = max(1, spread / 3)
        self.skus = [first, (first + step) % spread, (first + 2 * step) % spread]
    }

    init(number: Int, skus: [Int]) {
        self.number = number
        self.skus = skus
    }

    var remote: RemoteOrder {
        let price = Money(minor: 1_999, currency: .eur)
        return RemoteOrder(
            remoteID: "R\(self.number)", number: "N\(self.number)", state: .open, remoteStatus: "processing",
            createdAt: Self.placed, modifiedAt: Self.placed, total: Money(minor: 5_997, currency: .eur),
            lines: self.skus.enumerated().map { index, sku in
                RemoteOrderLine(
                    remoteID: "\(index + 1)", ref: OfferRef(listing: "L\(sku)"), sku: "SKU-\(sku)", title: "A thing",
                    units: 1, unitPrice: price, heldUnits: 0, reducedUnits: 1)
            })
    }
}
