import Operations

/// One order for people at a terminal. No buyer: none is kept.
enum OrderText {
    static func show(_ order: OrderReport, _ out: Output) {
        out.line("Order \(order.number) of \(order.connectionName): \(order.state), \(order.total.text)")
        out.line("placed \(Words.time(order.placedAt) ?? ""), heard of \(Words.time(order.importedAt) ?? "") (UTC)")
        var table = Table(
            [
                ("SKU", .left), ("UNITS", .right), ("OPEN", .right), ("SHIPPED", .right), ("REFUNDED", .right),
                ("SHORT", .right),
                ("PRICE", .right),
                ("TITLE", .left),
            ], empty: "It has no lines.")
        for line in order.lines ?? [] {
            table.add([
                line.sku ?? line.shopSKU.map { "\($0) (not linked)" }, String(line.units), String(line.open),
                String(line.shipped), String(line.refunded), String(line.short), line.price.text, line.title,
            ])
        }
        out.table(table)
        for item in order.returns ?? [] {
            let goods = item.lines.map { line in
                "\(line.units) × \(line.title)"
                    + (line.restocked > 0 ? " (\(line.restocked) back on the shop's shelf)" : "")
            }.joined(separator: ", ")
            out.line("return \(item.name), \(item.state): \(goods)")
        }
        if let pending = order.pending { out.line(pending.sentence) }
        for one in order.reversals ?? [] { out.line("\(Words.time(one.at) ?? ""): \(one.summary)") }
        for parcel in order.shipments ?? [] {
            out.line("parcel \(parcel.tracking)\(parcel.carrier.map { " with \($0)" } ?? ""): \(parcel.state)")
        }
    }
}
