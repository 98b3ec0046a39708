import Foundation

extension WooState {
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

    /// Another program sets a stock number, as someone at the shop's own back office would.
    mutating func setStockBehindTheHub(of id: Int, to units: Int, at moment: Moment) {
        guard self.products[id]?.managesStock == true else { return }
        self.setStock(of: id, to: units, by: .secondProgram, at: moment)
        self.products[id]?.modified = moment.shop
        self.note("product.updated", id, moment)
    }

    private mutating func meddleWithStock(_ direction: FaultRule.Direction, _ moment: Moment) {
        let counted = self.products.values.filter { $0.managesStock && $0.stock ?? 0 > 0 }.map(\.id).sorted()
        guard !counted.isEmpty else { return }
        let id = self.faults.dice.pick(counted)
        let stock = self.products[id]?.stock ?? 0
        let change = self.faults.dice.whole(1...3)
        let raises = direction == .any && self.faults.dice.chance(0.5)
        self.setStockBehindTheHub(of: id, to: raises ? stock + change : max(0, stock - change), at: moment)
    }

    private mutating func meddleWithPrice(_ moment: Moment) {
        let priced = self.products.values.filter { $0.kind != .variable && !$0.regularPrice.isEmpty }.map(\.id).sorted()
        guard !priced.isEmpty else { return }
        let id = self.faults.dice.pick(priced)
        guard let product = self.products[id], let price = WooMoney(product.regularPrice) else { return }
        let percent = self.faults.dice.whole(1...10) * (self.faults.dice.chance(0.5) ? 1 : -1)
        let moved = max(1, price.minor * (100 + percent) / 100)
        self.setPrice(of: id, to: WooMoney(minor: moved).text, by: .secondProgram, at: moment)
        self.products[id]?.modified = moment.shop
        self.note("product.updated", id, moment)
    }

    mutating func setPrice(of id: Int, to price: String, by actor: BookEntry.Actor, at moment: Moment) {
        guard let product = self.products[id], product.regularPrice != price else { return }
        self.remember(product, moment)
        self.products[id]?.regularPrice = price
        self.book.write(
            BookEntry(
                kind: .priceSet, at: moment.wall, shopTime: moment.shop, by: actor, orderID: nil, sku: product.sku,
                units: 0, before: nil, after: nil, note: price))
    }
}
