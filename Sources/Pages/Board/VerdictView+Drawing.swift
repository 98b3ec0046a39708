import Foundation

extension VerdictView {
    private var tone: String {
        if !self.faults.isEmpty { return "trouble" }
        return self.isRunning ? "running" : "clear"
    }

    private var headline: String {
        switch self.tone {
        case "trouble": "Not all clear"
        case "running": "All well so far"
        default: "All clear"
        }
    }

    private var sentence: String {
        if !self.faults.isEmpty {
            let text = self.faults.joined(separator: ", ")
            return text.prefix(1).uppercased() + text.dropFirst() + "."
        }
        if self.isRunning { return "Counted from the shops\u{2019} own books while the crowd still buys." }
        return self.oversoldShared == 0
            ? "Every order arrived exactly once, and nothing was sold twice."
            : "Every order arrived exactly once. Under guaranteed nothing was sold twice; each double sale under "
                + "shared is explained."
    }

    var parts: [Part] {
        let head = Part(
            "verdict", tone: self.tone,
            texts: ["headline": self.headline, "sentence": self.sentence, "setting": self.setting])
        return [head] + self.figures
    }

    /// The numbers, each with its own look: zero is good where zero was promised.
    private var figures: [Part] {
        let complete = self.imported == self.placed ? "good" : (self.isRunning ? "plain" : "bad")
        let explained = self.oversoldSharedExplained == self.oversoldShared
        return [
            Self.figure("placed", "Orders placed", counted(self.placed), "plain"),
            Self.figure("imported", "Imported", counted(self.imported), complete),
            Self.figure("doubled", "Doubled", counted(self.doubled), self.doubled == 0 ? "good" : "bad"),
            Self.figure("lost", "Lost", counted(self.lost), self.lost == 0 ? "good" : "bad"),
            Self.figure(
                "guaranteed", "Sold twice, guaranteed", counted(self.oversoldGuaranteed),
                self.oversoldGuaranteed == 0 ? "good" : "bad"),
            Self.figure(
                "shared", "Sold twice, shared", counted(self.oversoldShared), explained ? "plain" : "bad",
                note: self.oversoldShared == 0 ? nil : "\(counted(self.oversoldSharedExplained)) explained"),
            Self.figure(
                "calls", "Calls", counted(self.calls), "plain", note: "\(counted(self.callsThrottled)) throttled"),
            Self.figure(
                "agreement", "Until all agreed", self.timeToAgreement.map(length) ?? "\u{2013}",
                self.timeToAgreement == nil && !self.isRunning ? "bad" : "plain"),
        ]
    }

    private static func figure(
        _ name: String, _ label: String, _ value: String, _ tone: String, note: String? = nil
    ) -> Part {
        Part("verdict/" + name, tone: tone, texts: ["label": label, "value": value, "note": note])
    }

    func drawing(at now: Date) -> Drawing {
        let parts = self.parts
        var drawing = parts[0].drawing(at: now)
        drawing["figures"] = parts.dropFirst().map { $0.drawing(at: now) }
        return drawing
    }
}
