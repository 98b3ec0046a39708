/// A business policy: how a seller ships, is paid, or takes things back, on one site.
struct EbayPolicy: Sendable, Codable, Hashable {
    enum Kind: String, Sendable, Codable, CaseIterable {
        case fulfillment, payment, returns = "return"

        /// As offers name its id, and the policy itself does.
        var member: String { "\(self.rawValue)PolicyId" }
        /// Of the Inventory API, where an offer names a wrong one.
        var error: Int {
            switch self {
            case .fulfillment: 25007
            case .payment: 25008
            case .returns: 25009
            }
        }
        var word: String {
            switch self {
            case .fulfillment: "Shipping"
            case .payment: "Payment"
            case .returns: "Return"
            }
        }
    }

    let id: String
    let kind: Kind
    var marketplace: String
    /// As it was last put.
    var body: Json

    var name: String { self.body["name"]?.text ?? "" }

    /// One that any account here begins with.
    static func usual(_ kind: Kind, id: String, market: EbayMarketplace) -> EbayPolicy {
        let shared: Json = [
            "marketplaceId": .string(market.id), "description": "",
            "categoryTypes": [["name": "ALL_EXCLUDING_MOTORS_VEHICLES", "default": true]],
        ]
        let body: Json
        switch kind {
        case .fulfillment:
            body =
                shared.adding("name", "Standard").adding("handlingTime", ["unit": "DAY", "value": 1])
                .adding("globalShipping", false).adding("pickupDropOff", false).adding("localPickup", false)
                .adding("freightShipping", false)
        case .payment: body = shared.adding("name", "Managed payments").adding("immediatePay", true)
        case .returns:
            body =
                shared.adding("name", "30 days").adding("returnsAccepted", true)
                .adding("returnPeriod", ["unit": "DAY", "value": 30])
                .adding("refundMethod", "MONEY_BACK").adding("returnShippingCostPayer", "BUYER")
        }
        return EbayPolicy(id: id, kind: kind, marketplace: market.id, body: body)
    }
}
