import Foundation

extension ShopifyState {
    /// Lets the faults of passing time happen: another program's writes, a clock that jumps.
    mutating func happen(within seconds: Double, at moment: Moment) {
        for rule in self.faults.happenings(within: seconds) {
            switch rule.kind {
            case .secondProgramStock: self.meddleWithStock(rule.direction ?? .lowering, moment)
            case .secondProgramPrice: self.meddleWithPrice(moment)
            case .clockSkew: self.clock.skew = rule.span
            case .clockStep: self.clock.skew += self.faults.dice.real(-rule.span...rule.span)
            default: break
            }
        }
    }

    private mutating func meddleWithStock(_ direction: FaultRule.Direction, _ moment: Moment) {
        let home = self.home
        let counted = self.variantIDs.filter {
            self.variants[$0]?.isTracked == true && self.variants[$0]?.available[home] ?? 0 > 0
        }
        guard !counted.isEmpty else { return }
        let id = self.faults.dice.pick(counted)
        let stock = self.variants[id]?.available[home] ?? 0
        let change = self.faults.dice.whole(1...3)
        let raises = direction == .any && self.faults.dice.chance(0.5)
        self.setStock(
            of: id, at: home, to: raises ? stock + change : max(0, stock - change), by: .secondProgram, moment)
    }

    private mutating func meddleWithPrice(_ moment: Moment) {
        guard !self.variantIDs.isEmpty else { return }
        let id = self.faults.dice.pick(self.variantIDs)
        let percent = self.faults.dice.whole(1...10) * (self.faults.dice.chance(0.5) ? 1 : -1)
        let price = max(1, (self.variants[id]?.price ?? 100) * (100 + percent) / 100)
        self.setPrice(of: id, to: price, by: .secondProgram, moment)
    }
}
