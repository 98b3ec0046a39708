extension ShopifySchema {
    /// What is to be sent and what was.
    static let fulfillments = """
        type Fulfillment implements Node {
          id: ID!
          legacyResourceId: UnsignedInt64!
          name: String!
          status: FulfillmentStatus!
          createdAt: DateTime!
          updatedAt: DateTime!
          totalQuantity: Int!
          trackingInfo(first: Int): [FulfillmentTrackingInfo!]!
        }
        type FulfillmentTrackingInfo {
          company: String
          number: String
          url: URL
        }
        type FulfillmentOrder implements Node {
          id: ID!
          status: FulfillmentOrderStatus!
          requestStatus: FulfillmentOrderRequestStatus!
          orderId: ID!
          orderName: String!
          createdAt: DateTime!
          updatedAt: DateTime!
          assignedLocation: FulfillmentOrderAssignedLocation!
          lineItems(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false
          ): FulfillmentOrderLineItemConnection!
        }
        type FulfillmentOrderAssignedLocation {
          name: String!
          location: Location
        }
        type FulfillmentOrderLineItem implements Node {
          id: ID!
          sku: String
          remainingQuantity: Int!
          totalQuantity: Int!
          lineItem: LineItem!
        }
        type FulfillmentCreatePayload {
          fulfillment: Fulfillment
          userErrors: [UserError!]!
        }
        type FulfillmentTrackingInfoUpdatePayload {
          fulfillment: Fulfillment
          userErrors: [UserError!]!
        }
        input FulfillmentInput {
          lineItemsByFulfillmentOrder: [FulfillmentOrderLineItemsInput!]!
          notifyCustomer: Boolean = false
          trackingInfo: FulfillmentTrackingInput
        }
        input FulfillmentOrderLineItemsInput {
          fulfillmentOrderId: ID!
          fulfillmentOrderLineItems: [FulfillmentOrderLineItemInput!]
        }
        input FulfillmentOrderLineItemInput {
          id: ID!
          quantity: Int!
        }
        input FulfillmentTrackingInput {
          company: String
          number: String
          numbers: [String!]
          url: URL
          urls: [URL!]
        }
        enum FulfillmentOrderRequestStatus {
          UNSUBMITTED SUBMITTED ACCEPTED REJECTED CANCELLATION_REQUESTED CANCELLATION_ACCEPTED
          CANCELLATION_REJECTED CLOSED
        }
        enum FulfillmentOrderStatus { OPEN IN_PROGRESS CANCELLED INCOMPLETE CLOSED SCHEDULED ON_HOLD }
        enum FulfillmentStatus { PENDING OPEN SUCCESS CANCELLED ERROR FAILURE }
        """ + Self.pages(of: "FulfillmentOrder", "FulfillmentOrderLineItem")
}
