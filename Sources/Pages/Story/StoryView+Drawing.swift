import Foundation

extension StoryView {
    var drawing: Drawing {
        var body: Drawing = [
            "sku": self.sku, "title": self.title, "number": counted(self.number), "sentence": self.sentence,
            "policy": self.policy, "policySentence": self.policySentence,
            "steps": self.steps.map(\.drawing),
            "shops": self.shops.map { $0.drawing(at: self.now) },
            "holds": self.holds.map(\.drawing), "ledger": self.ledger.map(\.drawing),
            "hasHolds": !self.holds.isEmpty, "hasLedger": !self.ledger.isEmpty, "hasShops": !self.shops.isEmpty,
        ]
        body["options"] = self.options.isEmpty ? nil : self.options
        body["question"] = self.asOf == nil ? "Why is it" : "Why was it"
        body["asOf"] = self.asOf.map { ["text": tableTime($0), "stamp": stamp($0)] }
        let frame = Frame(
            title: "\(self.sku): why is it \(counted(self.number))?", workspace: self.workspace, now: self.now)
        return frame.drawing(body)
    }
}

extension StoryStep {
    var drawing: Drawing {
        let amount = self.kind == .less ? signed(self.amount) : counted(self.amount)
        var drawing: Drawing = ["kind": self.kind.rawValue, "label": self.label, "amount": amount]
        drawing["note"] = self.note
        return drawing
    }
}
