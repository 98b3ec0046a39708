extension Order {
    /// The channel's state; `shipped` also once all that is owed has left by our own shipments.
    public var state: OrderState {
        guard let latest = self.latest else { return .open }
        guard latest.state.isOwed, !latest.lines.isEmpty else { return latest.state }
        let lines = self.lines
        return lines.allSatisfy { $0.open == 0 } && lines.contains { $0.shipped > 0 } ? .shipped : latest.state
    }

    /// By the channel's line id.
    public var lines: [OrderLine] {
        var shippedByUs: [String: Int] = [:]
        for shipment in self.shipments.values {
            for (line, units) in shipment.units { shippedByUs[line, default: 0] += units }
        }
        let latest = self.latest
        let wasSent = self.goodsHadLeft
        let refundedBefore = Dictionary(
            (self.owed?.lines ?? []).map { ($0.id, $0.refundedUnits) }, uniquingKeysWith: max)

        var lines: [OrderLine] = []
        for told in latest?.lines ?? [] {
            let ours = shippedByUs.removeValue(forKey: told.id) ?? 0
            let neverLeft = min(told.units, refundedBefore[told.id] ?? 0)
            let shipped = wasSent ? max(ours, told.units - neverLeft) : ours
            let isOwed = latest?.state.isOwed ?? true
            let open = isOwed ? max(0, told.units - max(shipped, told.refundedUnits)) : 0
            lines.append(Self.line(told, open: open, shipped: shipped))
        }
        // What we shipped of a line that the channel has since taken away has left all the same.
        for (id, units) in shippedByUs { lines.append(self.lostLine(id, shipped: units)) }
        return lines.sorted { $0.id < $1.id }
    }

    /// Whether the channel said shipped, and has not since said that goods are owed again.
    private var goodsHadLeft: Bool {
        guard let sent = self.sent else { return false }
        return self.owed.map { $0 < sent } ?? true
    }

    private static func line(_ told: OrderSnapshotLine, open: Int, shipped: Int) -> OrderLine {
        OrderLine(
            id: told.id, offer: told.offer, sku: told.sku, title: told.title, units: told.units,
            refunded: told.refundedUnits, open: open, shipped: shipped,
            released: max(0, told.units - open - shipped), held: told.heldUnits, reduced: told.reducedUnits)
    }

    private func lostLine(_ id: String, shipped: Int) -> OrderLine {
        let known = [self.owed, self.sent, self.closed].compactMap { $0 }.sorted(by: >)
            .lazy.compactMap { $0.lines.first { $0.id == id } }.first
        return OrderLine(
            id: id, offer: known?.offer ?? "", sku: known?.sku, title: known?.title ?? "", units: 0,
            refunded: known?.refundedUnits ?? 0, open: 0, shipped: shipped, released: 0, held: 0, reduced: 0)
    }
}
