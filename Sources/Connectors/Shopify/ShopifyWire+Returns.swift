/// What answers about returns look like.
extension ShopifyWire {
    struct OrderReturns: Decodable, Sendable {
        struct Order: Decodable, Sendable { var returns: Connection<Return> }
        var order: Order?
    }

    struct Return: Decodable, Sendable {
        struct Sent: Decodable, Sendable { var lineItem: Identified }
        struct Line: Decodable, Sendable {
            var quantity: Int
            /// `nil` for goods that are of no parcel of the order.
            var fulfillmentLineItem: Sent?
        }
        struct Reverse: Decodable, Sendable { var lineItems: Nodes<ReverseLine> }
        struct ReverseLine: Decodable, Sendable {
            var fulfillmentLineItem: Sent?
            var dispositions: [Disposition]
        }
        struct Disposition: Decodable, Sendable {
            /// `RESTOCKED`, `NOT_RESTOCKED`, `PROCESSING_REQUIRED`, `MISSING`.
            var type: String
            var quantity: Int
        }
        var id: String
        var name: String
        /// `REQUESTED`, `OPEN`, `CLOSED`, `DECLINED`, `CANCELED`.
        var status: String
        var returnLineItems: Nodes<Line>
        var reverseFulfillmentOrders: Nodes<Reverse>
        var refunds: Nodes<Identified>
    }
}
