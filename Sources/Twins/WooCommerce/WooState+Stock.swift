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
        self.book.write(
            BookEntry(
                kind: .stockSet, at: moment.wall, shopTime: moment.shop, by: actor, orderID: nil, sku: product.sku,
                units: 0, before: product.stock, after: units))
    }

    /// Takes the units of an order off the stock, line by line. The products' modified dates stay: checkout writes the
    /// number past the product's own save.
    mutating func reduceStock(for order: inout WooOrder, at moment: Moment) {
        for index in order.lines.indices {
            let line = order.lines[index]
            let movement = self.move(owner: line.stockOwner, by: -line.quantity, moment)
            order.lines[index].reduced = line.quantity
            self.products[line.productID]?.totalSales += line.quantity
            self.write(.sale, line, order, line.quantity, by: .checkout, movement, moment)
        }
        order.stockReduced = true
    }

    /// Gives the units of a cancelled order back.
    mutating func restoreStock(for order: inout WooOrder, at moment: Moment) {
        for index in order.lines.indices {
            let line = order.lines[index]
            let movement = self.move(owner: line.stockOwner, by: line.reduced, moment)
            order.lines[index].reduced = 0
            self.write(.cancellation, line, order, line.reduced, by: .restock, movement, moment)
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
        self.write(.restock, line, order, units, by: .restock, movement, moment)
    }

    mutating func hold(_ order: WooOrder, at moment: Moment) {
        for line in order.lines {
            if let owner = line.stockOwner { self.held[owner, default: 0] += line.quantity }
            let stock = line.stockOwner.flatMap { self.products[$0]?.stock }
            self.write(.hold, line, order, line.quantity, by: .checkout, (stock, stock), moment)
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
            self.write(.release, line, order, line.quantity, by: .checkout, (stock, stock), moment)
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

    private mutating func write(
        _ kind: BookEntry.Kind, _ line: WooOrder.Line, _ order: WooOrder, _ units: Int, by actor: BookEntry.Actor,
        _ movement: (Int?, Int?), _ moment: Moment
    ) {
        let isFirst = kind == .sale || kind == .hold
        self.book.write(
            BookEntry(
                kind: kind, at: moment.wall, shopTime: moment.shop, by: actor, orderID: order.id, sku: line.sku,
                units: units, beyond: isFirst ? line.beyond : nil, before: movement.0, after: movement.1,
                visibleAt: isFirst ? order.visibleAt : nil))
    }
}
