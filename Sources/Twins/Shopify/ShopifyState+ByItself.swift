import Foundation

extension ShopifyState {
    /// At the primary location.
    mutating func setStockBehindTheHub(_ sku: String, to units: Int, at moment: Moment) -> Bool {
        guard let id = self.variantOfSKU[sku], self.variants[id]?.isTracked == true else { return false }
        self.setStock(of: id, at: self.home, to: units, by: .secondProgram, moment)
        return true
    }

    mutating func meddleWithStock(_ direction: FaultRule.Direction, _ moment: Moment) {
        let home = self.home
        let counted = self.variantIDs.filter {
            self.variants[$0]?.isTracked == true && self.variants[$0]?.available[home] ?? 0 > 0
        }
        guard !counted.isEmpty else { return }
        let id = self.faults.dice.pick(counted)
        let units = self.faults.meddled(stock: self.variants[id]?.available[home] ?? 0, direction)
        self.setStock(of: id, at: home, to: units, by: .secondProgram, moment)
    }

    mutating func meddleWithPrice(_ moment: Moment) {
        guard !self.variantIDs.isEmpty else { return }
        let id = self.faults.dice.pick(self.variantIDs)
        let price = self.faults.meddled(price: self.variants[id]?.price ?? 100, least: 1)
        self.setPrice(of: id, to: price, by: .secondProgram, moment)
    }
}
