import Foundation

extension WooState {
    /// The product whose stock number counts for this one: itself, its parent, or none.
    func stockOwner(of product: WooProduct) -> WooProduct? {
        if product.managesStock { return product }
        guard product.parentID != 0, let parent = self.products[product.parentID], parent.managesStock else {
            return nil
        }
        return parent
    }

    /// Units a buyer may still buy: the number less what unpaid orders hold. `Int.max` where nothing is counted.
    func sellable(_ product: WooProduct) -> Int {
        guard let owner = self.stockOwner(of: product) else {
            return product.unmanagedStatus == "outofstock" ? 0 : .max
        }
        if owner.backorders != "no" { return .max }
        return max(0, (owner.stock ?? 0) - self.held[owner.id, default: 0])
    }

    /// Sets a stock number outright. The modified date is not touched here.
    mutating func setStock(of id: Int, to units: Int?, by actor: BookEntry.Actor, at moment: Moment) {
        guard let product = self.products[id] else { return }
        self.remember(product, moment)
        self.products[id]?.stock = units
        self.book.write(stockOf: product.sku, from: product.stock, to: units, by: actor, moment)
    }

    /// Takes the units of an order off the stock, line by line. The products' modified dates stay: checkout writes the
    /// number past the product's own save.
    mutating func reduceStock(for order: inout WooOrder, at moment: Moment) {
        for index in order.lines.indices {
            let line = order.lines[index]
            let movement = self.move(owner: line.stockOwner, by: -line.quantity, moment)
            order.lines[index].reduced = line.quantity
            self.products[line.productID]?.totalSales += line.quantity
            self.book.write(.sale, line, of: order, movement, moment)
        }
        order.stockReduced = true
    }

    /// Gives the units of a cancelled order back.
    mutating func restoreStock(for order: inout WooOrder, at moment: Moment) {
        for index in order.lines.indices {
            let line = order.lines[index]
            let movement = self.move(owner: line.stockOwner, by: line.reduced, moment)
            order.lines[index].reduced = 0
            self.book.write(.cancellation, line, of: order, units: line.reduced, movement, moment)
        }
        order.stockReduced = false
    }

    /// Gives back units of one line, for a refund.
    mutating func restock(_ units: Int, line index: Int, of order: inout WooOrder, at moment: Moment) {
        let line = order.lines[index]
        let units = min(units, line.reduced)
        guard units > 0 else { return }
        let movement = self.move(owner: line.stockOwner, by: units, moment)
        order.lines[index].reduced -= units
        order.lines[index].restocked += units
        self.book.write(.restock, line, of: order, units: units, movement, moment)
    }

    mutating func hold(_ order: WooOrder, at moment: Moment) {
        for line in order.lines {
            if let owner = line.stockOwner { self.held[owner, default: 0] += line.quantity }
            let stock = line.stockOwner.flatMap { self.products[$0]?.stock }
            self.book.write(.hold, line, of: order, (stock, stock), moment)
        }
    }

    /// Ends a hold.
    ///
    /// - Parameter sold: The units become a sale, which the book says by itself.
    mutating func release(_ order: WooOrder, sold: Bool, at moment: Moment) {
        for line in order.lines {
            if let owner = line.stockOwner { self.held[owner, default: 0] -= line.quantity }
            guard !sold else { continue }
            let stock = line.stockOwner.flatMap { self.products[$0]?.stock }
            self.book.write(.release, line, of: order, by: .checkout, (stock, stock), moment)
        }
    }

    /// Keeps what the product was, for a quarter of a minute.
    mutating func remember(_ product: WooProduct, _ moment: Moment) {
        self.past[product.id, default: []].removeAll { moment.wall.timeIntervalSince($0.until) > 15 }
        self.past[product.id, default: []].append(WooPast(until: moment.wall, product: product))
    }

    /// The product as it was at a wall time not more than 15 s ago.
    func product(_ product: WooProduct, asOf wall: Date) -> WooProduct {
        self.past[product.id]?.first { $0.until > wall }?.product ?? product
    }

    private mutating func move(owner: Int?, by units: Int, _ moment: Moment) -> (Int?, Int?) {
        guard let owner, let product = self.products[owner], product.managesStock else { return (nil, nil) }
        self.remember(product, moment)
        let before = product.stock ?? 0
        self.products[owner]?.stock = before + units
        self.note("product.updated", owner, moment)
        return (before, before + units)
    }
}
