import Foundation

extension WooState {
    /// Another program sets a stock number, as someone at the shop's own back office would.
    mutating func setStockBehindTheHub(_ sku: String, to units: Int, at moment: Moment) -> Bool {
        guard let id = self.idBySKU[sku], self.products[id]?.managesStock == true else { return false }
        self.setStockBehindTheHub(of: id, to: units, at: moment)
        return true
    }

    private mutating func setStockBehindTheHub(of id: Int, to units: Int, at moment: Moment) {
        self.setStock(of: id, to: units, by: .secondProgram, at: moment)
        self.products[id]?.modified = moment.shop
        self.note("product.updated", id, moment)
    }

    mutating func meddleWithStock(_ direction: FaultRule.Direction, _ moment: Moment) {
        let counted = self.products.values.filter { $0.managesStock && $0.stock ?? 0 > 0 }.map(\.id).sorted()
        guard !counted.isEmpty else { return }
        let id = self.faults.dice.pick(counted)
        let units = self.faults.meddled(stock: self.products[id]?.stock ?? 0, direction)
        self.setStockBehindTheHub(of: id, to: units, at: moment)
    }

    mutating func meddleWithPrice(_ moment: Moment) {
        let priced = self.products.values.filter { $0.kind != .variable && !$0.regularPrice.isEmpty }.map(\.id).sorted()
        guard !priced.isEmpty else { return }
        let id = self.faults.dice.pick(priced)
        guard let product = self.products[id], let price = TwinMoney(product.regularPrice) else { return }
        let moved = self.faults.meddled(price: price.minor, least: 1)
        self.setPrice(of: id, to: TwinMoney(minor: moved).text, by: .secondProgram, at: moment)
        self.products[id]?.modified = moment.shop
        self.note("product.updated", id, moment)
    }

    mutating func setPrice(of id: Int, to price: String, by actor: BookEntry.Actor, at moment: Moment) {
        guard let product = self.products[id], product.regularPrice != price else { return }
        self.remember(product, moment)
        self.products[id]?.regularPrice = price
        self.book.write(priceOf: product.sku, to: price, by: actor, moment)
    }
}
