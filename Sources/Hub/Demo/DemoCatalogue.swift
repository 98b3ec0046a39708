import Twins

/// The shops' catalogue as a file in Entrepot's own format, as a merchant would bring it.
enum DemoCatalogue {
    static func csv(_ goods: [TwinProduct]) -> [UInt8] {
        var text = "product,title,sku,option1_name,option1,option2_name,option2,gtin,price,currency,quantity\n"
        for good in goods {
            let options = good.options ?? []
            func option(_ index: Int) -> [String] {
                index < options.count ? [options[index].name, options[index].value] : ["", ""]
            }
            let cells =
                [good.parent ?? good.sku, good.parentName ?? good.name, good.sku] + option(0) + option(1)
                + [good.gtin ?? "", good.price, "GBP", good.stock.map(String.init) ?? ""]
            text += cells.map(self.quoted).joined(separator: ",") + "\n"
        }
        return Array(text.utf8)
    }

    private static func quoted(_ cell: String) -> String {
        cell.contains(where: { ",\"\n".contains($0) }) ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
    }
}
