extension ShopifySchema {
    /// What a refund would come to, and making one.
    static let refunds = """
        type SuggestedRefund {
          amountSet: MoneyBag!
          maximumRefundableSet: MoneyBag!
          subtotalSet: MoneyBag!
          totalTaxSet: MoneyBag!
          shipping: ShippingRefund!
          suggestedTransactions: [SuggestedOrderTransaction!]!
        }
        type ShippingRefund {
          amountSet: MoneyBag!
          maximumRefundableSet: MoneyBag!
          taxSet: MoneyBag!
        }
        type SuggestedOrderTransaction {
          amountSet: MoneyBag!
          gateway: String
          kind: SuggestedOrderTransactionKind!
          parentTransaction: OrderTransaction
        }
        type OrderTransaction implements Node {
          id: ID!
        }
        type RefundCreatePayload {
          order: Order
          refund: Refund
          userErrors: [UserError!]!
        }
        input RefundInput {
          orderId: ID!
          note: String
          notify: Boolean
          currency: CurrencyCode
          allowOverRefunding: Boolean = false
          refundLineItems: [RefundLineItemInput!]
          shipping: ShippingRefundInput
          transactions: [OrderTransactionInput!]
        }
        input RefundLineItemInput {
          lineItemId: ID!
          quantity: Int!
          restockType: RefundLineItemRestockType
          locationId: ID
        }
        input ShippingRefundInput {
          amount: Money
          fullRefund: Boolean
        }
        input OrderTransactionInput {
          orderId: ID!
          amount: Money!
          gateway: String!
          kind: OrderTransactionKind!
          parentId: ID
        }
        enum SuggestedOrderTransactionKind { SUGGESTED_REFUND }
        enum OrderTransactionKind {
          SALE CAPTURE AUTHORIZATION VOID REFUND CHANGE EMV_AUTHORIZATION SUGGESTED_REFUND
        }
        """
}
