extension ShopifySchema {
    /// Orders, what was bought, cancelled and refunded.
    static let orders = """
        type Order implements Node {
          id: ID!
          legacyResourceId: UnsignedInt64!
          name: String!
          number: Int!
          createdAt: DateTime!
          updatedAt: DateTime!
          processedAt: DateTime!
          cancelledAt: DateTime
          cancelReason: OrderCancelReason
          closed: Boolean!
          closedAt: DateTime
          test: Boolean!
          confirmed: Boolean!
          note: String
          email: String
          tags: [String!]!
          currencyCode: CurrencyCode!
          presentmentCurrencyCode: CurrencyCode!
          displayFinancialStatus: OrderDisplayFinancialStatus
          displayFulfillmentStatus: OrderDisplayFulfillmentStatus!
          returnStatus: OrderReturnStatus!
          returns(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false, query: String
          ): ReturnConnection!
          fullyPaid: Boolean!
          unpaid: Boolean!
          subtotalLineItemsQuantity: Int!
          totalPriceSet: MoneyBag!
          subtotalPriceSet: MoneyBag
          totalShippingPriceSet: MoneyBag!
          totalTaxSet: MoneyBag
          totalDiscountsSet: MoneyBag
          totalReceivedSet: MoneyBag!
          totalRefundedSet: MoneyBag!
          suggestedRefund(
            refundLineItems: [RefundLineItemInput!], refundShipping: Boolean, suggestFullRefund: Boolean = false
          ): SuggestedRefund
          currentTotalPriceSet: MoneyBag!
          lineItems(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false
          ): LineItemConnection!
          refunds(first: Int): [Refund!]!
          fulfillments(first: Int): [Fulfillment!]!
          fulfillmentOrders(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false
          ): FulfillmentOrderConnection!
        }
        type LineItem implements Node {
          id: ID!
          title: String!
          name: String!
          sku: String
          quantity: Int!
          currentQuantity: Int!
          unfulfilledQuantity: Int!
          refundableQuantity: Int!
          requiresShipping: Boolean!
          taxable: Boolean!
          variantTitle: String
          vendor: String
          product: Product
          variant: ProductVariant
          originalUnitPriceSet: MoneyBag!
          discountedUnitPriceSet: MoneyBag!
          originalTotalSet: MoneyBag!
          discountedTotalSet: MoneyBag!
        }
        type Refund implements Node {
          id: ID!
          legacyResourceId: UnsignedInt64!
          createdAt: DateTime
          note: String
          totalRefundedSet: MoneyBag!
          refundLineItems(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false
          ): RefundLineItemConnection!
        }
        type RefundLineItem {
          id: ID
          lineItem: LineItem!
          quantity: Int!
          restockType: RefundLineItemRestockType!
          restocked: Boolean!
        }
        type Job {
          id: ID!
          done: Boolean!
        }
        type OrderCancelPayload {
          job: Job
          orderCancelUserErrors: [OrderCancelUserError!]!
          userErrors: [UserError!]!
        }
        type OrderCancelUserError {
          field: [String!]
          message: String!
          code: OrderCancelUserErrorCode
        }
        input OrderCancelRefundMethodInput {
          originalPaymentMethodsRefund: Boolean
        }
        enum OrderCancelReason { CUSTOMER DECLINED FRAUD INVENTORY STAFF OTHER }
        enum OrderCancelUserErrorCode {
          NO_REFUND_PERMISSION NO_REFUND_TO_STORE_CREDIT_PERMISSION STORE_CREDIT_REFUND_EXPIRATION_IN_PAST
          STORE_CREDIT_REFUND_MISSING_CUSTOMER STORE_CREDIT_REFUND_B2B_NOT_SUPPORTED NOT_FOUND INVALID
          INTERNAL_ERROR
        }
        enum OrderDisplayFinancialStatus {
          PENDING AUTHORIZED PARTIALLY_PAID PARTIALLY_REFUNDED VOIDED PAID REFUNDED EXPIRED
        }
        enum OrderDisplayFulfillmentStatus {
          UNFULFILLED PARTIALLY_FULFILLED FULFILLED RESTOCKED PENDING_FULFILLMENT OPEN IN_PROGRESS ON_HOLD
          SCHEDULED REQUEST_DECLINED
        }
        enum OrderSortKeys {
          CREATED_AT CURRENT_TOTAL_PRICE CUSTOMER_NAME DESTINATION FINANCIAL_STATUS FULFILLMENT_STATUS ID
          ORDER_NUMBER PO_NUMBER PROCESSED_AT RELEVANCE TOTAL_ITEMS_QUANTITY TOTAL_PRICE UPDATED_AT
        }
        enum RefundLineItemRestockType { RETURN CANCEL LEGACY_RESTOCK NO_RESTOCK }
        """ + Self.pages(of: "Order", "LineItem", "RefundLineItem")
}
