import Commerce
import Foundation
import Hummingbird
import Operations

struct PriceRoutes {
    private struct New: Decodable {
        /// A text, so that no number of JSON's loses a cent: `12.50`.
        var amount: String
        var currency: String?
    }

    func add(to api: RouterGroup<SiteContext>) {
        api.put("prices/:sku") { request, context in
            let new = try await request.json(New.self)
            let desk = try context.desk()
            let usual = try await ShowWorkspace().run(desk).currency
            guard let currency = Currency(new.currency ?? usual) else {
                throw Refusal.invalid("currency", "is not a code of ISO 4217, such as EUR.")
            }
            let price = try Money.parse(new.amount, currency: currency, style: .point)
            return try Response.json(try await SetPrice(sku: try context.part("sku"), price: price).run(desk))
        }
    }
}
