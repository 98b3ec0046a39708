import Commerce
import Foundation
import Records

/// The sentences of a stock story.
enum StoryWords {
    static func sentence(_ row: StockRow, _ policy: SellingPolicy) -> String {
        guard row.isCounted else {
            return "Stock of \(row.sku) is not counted, so no number is written to any shop."
        }
        if row.isBundle {
            return "\(row.sku) is a bundle: its parts make \(row.available) of it now."
        }
        var sum = "\(row.onHand) on hand"
        if row.open > 0 { sum += " − \(row.open) sold and not yet shipped" }
        if row.buffer > 0 { sum += " − \(row.buffer) held back" }
        let raw = row.onHand - row.open - row.buffer
        var text = "\(row.sku) has \(row.available) available: \(sum)"
        text += raw < 0 ? " would be \(raw), so nothing is left to sell." : "."
        if row.short > 0 { text += " \(row.short) units are owed that are not there." }
        let differing = row.cells.filter { $0.state != .agreed && $0.state != .unlinked }
        if !differing.isEmpty {
            text +=
                " Not in step: "
                + differing.map { "\($0.connectionName) (\($0.state.rawValue))" }.joined(separator: ", ") + "."
        }
        return text
    }

    static func policy(_ policy: SellingPolicy, mode: SellingPolicy, buffer: Int) -> String {
        switch policy {
        case .shared: "Shared: every shop shows all that is available. A double sale is possible while news travels."
        case .buffered: "Buffered: every shop shows all that is available less \(buffer)."
        case .guaranteed: "Guaranteed: each shop has a share, and all shares together never exceed what there is."
        case .adaptive where mode == .guaranteed:
            "Adaptive, shared out now: if every shop showed all, double sales would be likelier than the tolerance."
        case .adaptive:
            "Adaptive, shared now: every shop shows all, and a double sale is less likely than the tolerance."
        }
    }

    /// What an offer may still sell before we hear of it, and where that comes from.
    static func escrow(_ offer: OfferRecord) -> String {
        let escrow = offer.escrow
        let writes = escrow.raises.filter { $0.isWrite && !$0.isAnswered }.reduce(0) { $0 + $1.value }
        let answered = escrow.raises.filter { $0.isWrite && $0.isAnswered }.reduce(0) { $0 + $1.value }
        let restocked = escrow.raises.filter { !$0.isWrite }.reduce(0) { $0 + $1.value }
        let settled = max(0, escrow.units - writes - answered - restocked)
        var sum = ["\(settled) last settled, less what it sold since"]
        if writes > 0 { sum.append("\(writes) under way") }
        if answered > 0 { sum.append("\(answered) written, until its orders up to then are read") }
        if restocked > 0 { sum.append("\(restocked) given back by cancellations") }
        var text = "It may still sell \(escrow.units) before we hear of it: " + sum.joined(separator: " + ") + "."
        if !escrow.isGrounded { text += " Its first count waits until its orders have been read." }
        if let reading = escrow.reading {
            text += " A read of \(reading.value) counts once its orders up to then have been read."
        }
        return text
    }

    static func offer(_ cell: StockCell, wanted: String) -> String {
        let shown = cell.shown.map { "\($0)" } ?? "nothing known"
        let should = cell.wanted.map { "\($0)" } ?? "no number"
        return "\(cell.connectionName) should show \(should) and shows \(shown). \(wanted) \(cell.reason)"
    }
}

extension StockStory {
    /// The story for a terminal: 100 columns or less where names allow.
    public var text: String {
        var lines = [self.sentence, self.policySentence, ""]
        if self.parts.isEmpty, self.isCounted {
            lines += Self.sum(
                [
                    ("on hand", self.onHand), ("open", -self.open), ("buffer", -self.buffer),
                    ("available", self.available),
                ])
            if self.levels.count > 1 {
                lines += self.levels.map { "  at \($0.location): \($0.onHand)" }
            }
        } else {
            lines += self.parts.map { "  part \($0.sku): \($0.units) each, \($0.available) available" }
        }
        if !self.kept.isEmpty {
            lines += ["", "Kept by channels, sold by them alone, not on hand here"]
            lines += self.kept.map { "  \($0.sentence); read \(Self.time($0.readAt))" }
        }
        if !self.holds.isEmpty {
            lines += ["", "Held by orders"]
            lines += self.holds.map { hold in
                "  \(Self.time(hold.placedAt))  \(hold.units) × \(hold.sku)  \(hold.number) at \(hold.connection), \(hold.state)"
                    + (hold.short > 0 ? ", \(hold.short) short" : "") + "; heard \(Self.time(hold.importedAt))"
            }
        }
        for offer in self.offers {
            lines += ["", "\(offer.cell.connectionName) \(offer.cell.ref ?? ""): \(offer.cell.state.rawValue)"]
            lines.append("  \(offer.sentence)")
            lines.append("  \(offer.escrowSentence)")
            if let at = offer.cell.observedAt {
                lines.append("  last read \(Self.time(at)): \(offer.cell.observed.map { "\($0)" } ?? "not counted")")
            }
            if let market = offer.cell.market {
                lines.append("  asked there, with sending: \(market.sentence); read \(Self.time(market.readAt))")
            }
            lines += offer.submitted.map { write in
                let what = [write.quantity.map { "\($0) units" }, write.price?.text].compactMap { $0 }.joined(
                    separator: ", ")
                return
                    "  \(Self.time(write.sentAt))  wrote \(what): \(write.state)\(write.detail.map { " (\($0))" } ?? "")"
            }
        }
        if !self.ledger.isEmpty {
            lines += ["", "Ledger, newest first"]
            lines += self.ledger.map { line in
                "  \(Self.time(line.at))  \(line.change > 0 ? "+" : "")\(line.change) → \(line.balance)  \(line.cause) at \(line.location)"
                    + (line.note.map { " (\($0))" } ?? "")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func sum(_ rows: [(String, Int)]) -> [String] {
        rows.map { name, value in
            let digits = "\(value)"
            return "  \(name)\(String(repeating: " ", count: max(1, 16 - name.count - digits.count)))\(digits)"
        }
    }

    static func time(_ date: Date) -> String { date.ISO8601Format() }
}
