extension ShopifySchema {
    /// Goods that come back, and what becomes of them.
    static let returns = """
        type Return implements Node {
          id: ID!
          name: String!
          status: ReturnStatus!
          createdAt: DateTime!
          order: Order!
          totalQuantity: Int!
          returnLineItems(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false
          ): ReturnLineItemTypeConnection!
          reverseFulfillmentOrders(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false
          ): ReverseFulfillmentOrderConnection!
          refunds(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false
          ): RefundConnection!
        }
        interface ReturnLineItemType {
          id: ID!
          quantity: Int!
        }
        type ReturnLineItem implements Node & ReturnLineItemType {
          id: ID!
          quantity: Int!
          fulfillmentLineItem: FulfillmentLineItem!
        }
        type FulfillmentLineItem implements Node {
          id: ID!
          lineItem: LineItem!
          quantity: Int
        }
        type ReverseFulfillmentOrder implements Node {
          id: ID!
          lineItems(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false
          ): ReverseFulfillmentOrderLineItemConnection!
        }
        type ReverseFulfillmentOrderLineItem implements Node {
          id: ID!
          totalQuantity: Int!
          fulfillmentLineItem: FulfillmentLineItem
          dispositions: [ReverseFulfillmentOrderDisposition!]!
        }
        type ReverseFulfillmentOrderDisposition implements Node {
          id: ID!
          quantity: Int!
          type: ReverseFulfillmentOrderDispositionType!
        }
        enum OrderReturnStatus {
          INSPECTION_COMPLETE IN_PROGRESS NO_RETURN RETURNED RETURN_FAILED RETURN_REQUESTED
        }
        enum ReturnStatus { CANCELED CLOSED OPEN REQUESTED DECLINED }
        enum ReverseFulfillmentOrderDispositionType { RESTOCKED PROCESSING_REQUIRED NOT_RESTOCKED MISSING }
        """
        + Self.pages(
            of: "Return", "ReturnLineItemType", "ReverseFulfillmentOrder", "ReverseFulfillmentOrderLineItem", "Refund")
}
