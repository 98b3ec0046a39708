import Foundation

/// What the shops' own books of sales say about the hub's work.
struct DemoVerdict: Codable, Sendable {
    var engine: String
    var policy: String
    var placed = 0
    var imported = 0
    var doubled = 0
    var lost = 0
    /// Units in the shops' books that differ from the hub's order lines, over all SKUs.
    var unitsMisbooked = 0
    /// Units sold beyond what there was at some instant, of SKUs whose stock is guaranteed.
    var soldTwiceGuaranteed = 0
    var soldTwiceShared = 0
    /// One sentence for each oversold SKU: who sold when, which channel knew when.
    var explained: [String] = []
    var unexplained = 0
    var turnedAway = 0
    var calls = 0
    var throttled = 0
    var faultsInjected = 0
    var kinds: [String: Int] = [:]
    var kills = 0
    /// How often the database server fell as at a power cut, and came back.
    var databaseFalls = 0
    /// Seconds from the end of trading until every shop showed what it should; `nil` when it never did.
    var agreedAfter: Double?
    /// Shops × SKUs that show something else than they should at the end.
    var disagreements: [String] = []
    /// Prices that are not at their shops yet.
    var pricesWaiting = 0
    /// How often a listing was taken off sale for a moment, so that it could be written, and for how many seconds.
    var rests = 0
    var medianRest = 0
    var longestRest = 0
    /// Listings that are still off sale at the end.
    var leftOffSale = 0
    var ledgerBalanced = true
    /// Offers that wait for a person.
    var parked: [String] = []

    var holds: Bool {
        self.doubled == 0 && self.lost == 0 && self.unitsMisbooked == 0 && self.soldTwiceGuaranteed == 0
            && self.unexplained == 0 && self.agreedAfter != nil && self.disagreements.isEmpty && self.ledgerBalanced
            && self.pricesWaiting == 0 && self.leftOffSale == 0
    }

    var text: String {
        func row(_ label: String, _ value: String, _ good: Bool? = nil) -> String {
            let mark = good.map { $0 ? "✓" : "✗" } ?? " "
            return "  \(mark) \(label.padding(toLength: 34, withPad: " ", startingAt: 0)) \(value)"
        }
        var lines = [
            "",
            "  Verdict, from the shops' own books of sales (\(self.engine), policy \(self.policy))",
            "  " + String(repeating: "─", count: 66),
            row("orders placed", "\(self.placed)"),
            row("orders imported", "\(self.imported)", self.imported == self.placed),
            row("orders doubled", "\(self.doubled)", self.doubled == 0),
            row("orders lost", "\(self.lost)", self.lost == 0),
            row("units booked otherwise", "\(self.unitsMisbooked)", self.unitsMisbooked == 0),
            row("units sold twice, guaranteed SKUs", "\(self.soldTwiceGuaranteed)", self.soldTwiceGuaranteed == 0),
            row(
                "units sold twice, other SKUs", "\(self.soldTwiceShared), \(self.unexplained) unexplained",
                self.unexplained == 0),
            row("buyers turned away", "\(self.turnedAway)"),
            row("calls to the shops", "\(self.calls)"),
            row("throttled by the shops", "\(self.throttled)"),
            row("faults injected", "\(self.faultsInjected) of \(self.kinds.count) kinds"),
            row("hub killed and started again", "\(self.kills)"),
            self.databaseFalls == 0 ? nil : row("database fell and came back", "\(self.databaseFalls)"),
            row("ledger sums to the counts", self.ledgerBalanced ? "yes" : "no", self.ledgerBalanced),
            row(
                "everything agreed after",
                self.agreedAfter.map { String(format: "%.1f s", $0) } ?? "not within the time",
                self.agreedAfter != nil && self.disagreements.isEmpty),
            row("prices not at their shops", "\(self.pricesWaiting)", self.pricesWaiting == 0),
            row(
                "listings off sale for a moment",
                "\(self.rests) times, \(self.medianRest) s at the median, \(self.longestRest) s at most; \(self.leftOffSale) still",
                self.leftOffSale == 0),
            row("offers waiting for a person", "\(self.parked.count)"),
        ].compactMap { $0 }
        lines += self.parked.prefix(10).map { "      \($0)" }
        lines += self.disagreements.prefix(10).map { "      \($0)" }
        if !self.explained.isEmpty {
            lines.append("")
            lines.append("  Sold twice, explained:")
            lines += self.explained.prefix(6).flatMap { $0.split(separator: "\n").map { "    \($0)" } }
            if self.explained.count > 6 {
                lines.append("    … and \(self.explained.count - 6) more: entrepot stock oversold")
            }
        }
        lines.append("")
        lines.append(self.holds ? "  The verdict holds." : "  THE VERDICT DOES NOT HOLD.")
        return lines.joined(separator: "\n")
    }
}
