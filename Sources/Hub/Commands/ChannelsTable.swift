import ConnectorKit
import Operations

/// The table of channels, in Markdown with aligned columns: it is read in a terminal, and stands in README.md, which a test
/// holds against it.
struct ChannelsTable {
    let cards: [ChannelCard]

    init(_ cards: [ChannelCard]) { self.cards = cards }

    var text: String {
        var lines = self.table
        lines += ["", "Why not:", ""] + self.reasons
        lines += ["", "Limits that are published, as far as known; what answers tell corrects them:", ""] + self.limits
        return lines.joined(separator: "\n") + "\n"
    }

    private var table: [String] {
        var rows = [[""] + self.cards.map(\.name)]
        rows.append(["connected by"] + self.cards.map(Self.door))
        rows.append(["address, such as"] + self.cards.map { $0.door.addressExample ?? "none" })
        for capability in Capability.allCases {
            rows.append([capability.title] + self.cards.map { Self.cell(capability, $0) })
        }
        rows.append(
            ["quantity zero"] + self.cards.map { $0.zeroIsReversible ? "free to take back" : "not free to take back" })
        rows.append(["calls at once, at most"] + self.cards.map { String($0.concurrency) })
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        var lines = rows.map { row in
            "| " + zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: " | ")
                + " |"
        }
        lines.insert("|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|", at: 1)
        return lines
    }

    private static func door(_ card: ChannelCard) -> String {
        switch (card.door.byConsent, card.door.keys.isEmpty) {
        case (true, true): "consent"
        case (true, false): "consent, or keys"
        case (false, _): "keys"
        }
    }

    private static func cell(_ capability: Capability, _ card: ChannelCard) -> String {
        guard let ability = card.abilities.first(where: { $0.capability == capability }), ability.isOffered else {
            return "no"
        }
        return ability.how ?? "yes"
    }

    /// Those that say the same of one channel together.
    private var reasons: [String] {
        self.cards.flatMap { card -> [String] in
            let lacking = card.abilities.filter { !$0.isOffered }
            var said: [String] = []
            for why in lacking.compactMap(\.why) where !said.contains(why) { said.append(why) }
            return said.map { why in
                let titles = lacking.filter { $0.why == why }.map(\.title).joined(separator: "; ")
                return "- \(card.name), \(titles): \(why)"
            }
        }
    }

    private var limits: [String] {
        self.cards.flatMap { card -> [String] in
            guard !card.limits.isEmpty else { return ["- \(card.name): none; how fast a shop answers decides."] }
            return card.limits.map { "- \(card.name), \($0.name): \($0.sentence)." }
        }
    }
}
