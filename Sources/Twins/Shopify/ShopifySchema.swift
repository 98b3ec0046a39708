/// The part of Shopify's graph that the twin serves, in our own words for what we and a general integration ask. A test checks
/// it against the vendor's published schema, type by type.
public enum ShopifySchema {
    /// In GraphQL's schema language.
    public static var text: String {
        [
            Self.roots, Self.shop, Self.products, Self.media, Self.bulk, Self.inventory, Self.orders, Self.refunds,
            Self.returns,
            Self.fulfillments,
            Self.webhooks,
        ].joined(separator: "\n")
    }

    static let schema = Result { () throws(GraphQLError) in try GraphQLSchema(Self.text) }

    /// The pages in which lists of these types come.
    static func pages(of types: String...) -> String {
        types.map { type in
            """

            type \(type)Connection {
              edges: [\(type)Edge!]!
              nodes: [\(type)!]!
              pageInfo: PageInfo!
            }
            type \(type)Edge {
              cursor: String!
              node: \(type)!
            }
            """
        }.joined()
    }

    /// Where queries and mutations begin, and what all nouns use.
    private static let roots = """
        interface Node { id: ID! }
        type QueryRoot {
          shop: Shop!
          currentAppInstallation: AppInstallation!
          location(id: ID): Location
          locations(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false,
            includeInactive: Boolean = false, sortKey: LocationSortKeys = NAME
          ): LocationConnection!
          product(id: ID!): Product
          products(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false,
            query: String, sortKey: ProductSortKeys = ID
          ): ProductConnection!
          productVariant(id: ID!): ProductVariant
          productVariantsCount(query: String, limit: Int = 10000): Count
          bulkOperation(id: ID!): BulkOperation
          bulkOperations(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false,
            query: String, sortKey: BulkOperationsSortKeys = CREATED_AT
          ): BulkOperationConnection!
          productVariants(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false,
            query: String, sortKey: ProductVariantSortKeys = ID
          ): ProductVariantConnection!
          inventoryItem(id: ID!): InventoryItem
          inventoryItems(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false,
            query: String
          ): InventoryItemConnection!
          job(id: ID!): Job
          order(id: ID!): Order
          orders(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false,
            query: String, sortKey: OrderSortKeys = PROCESSED_AT
          ): OrderConnection!
          node(id: ID!): Node
          nodes(ids: [ID!]!): [Node]!
          webhookSubscription(id: ID!): WebhookSubscription
          webhookSubscriptions(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false,
            topics: [WebhookSubscriptionTopic!], uri: String,
            sortKey: WebhookSubscriptionSortKeys = CREATED_AT
          ): WebhookSubscriptionConnection!
          fulfillmentOrder(id: ID!): FulfillmentOrder
          publications(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false,
            catalogType: CatalogType
          ): PublicationConnection!
        }
        type Mutation {
          inventorySetQuantities(input: InventorySetQuantitiesInput!): InventorySetQuantitiesPayload
          inventoryAdjustQuantities(input: InventoryAdjustQuantitiesInput!): InventoryAdjustQuantitiesPayload
          inventoryActivate(inventoryItemId: ID!, locationId: ID!, available: Int): InventoryActivatePayload
          productVariantsBulkUpdate(
            productId: ID!, variants: [ProductVariantsBulkInput!]!, allowPartialUpdates: Boolean = false
          ): ProductVariantsBulkUpdatePayload
          productVariantsBulkCreate(
            productId: ID!, variants: [ProductVariantsBulkInput!]!,
            strategy: ProductVariantsBulkCreateStrategy = DEFAULT
          ): ProductVariantsBulkCreatePayload
          productOptionsCreate(
            productId: ID!, options: [OptionCreateInput!]!,
            variantStrategy: ProductOptionCreateVariantStrategy = LEAVE_AS_IS
          ): ProductOptionsCreatePayload
          productUpdate(product: ProductUpdateInput, media: [CreateMediaInput!]): ProductUpdatePayload
          productReorderMedia(id: ID!, moves: [MoveInput!]!): ProductReorderMediaPayload
          stagedUploadsCreate(input: [StagedUploadInput!]!): StagedUploadsCreatePayload
          productSet(
            identifier: ProductSetIdentifiers, input: ProductSetInput!, synchronous: Boolean = true
          ): ProductSetPayload
          bulkOperationRunQuery(query: String!, groupObjects: Boolean! = false): BulkOperationRunQueryPayload
          bulkOperationCancel(id: ID!): BulkOperationCancelPayload
          fulfillmentCreate(fulfillment: FulfillmentInput!, message: String): FulfillmentCreatePayload
          fulfillmentTrackingInfoUpdate(
            fulfillmentId: ID!, trackingInfoInput: FulfillmentTrackingInput!, notifyCustomer: Boolean
          ): FulfillmentTrackingInfoUpdatePayload
          orderCancel(
            orderId: ID!, reason: OrderCancelReason!, restock: Boolean!,
            refundMethod: OrderCancelRefundMethodInput, notifyCustomer: Boolean = false,
            staffNote: String = null
          ): OrderCancelPayload
          refundCreate(input: RefundInput!): RefundCreatePayload
          webhookSubscriptionCreate(
            topic: WebhookSubscriptionTopic!, webhookSubscription: WebhookSubscriptionInput!
          ): WebhookSubscriptionCreatePayload
          webhookSubscriptionUpdate(
            id: ID!, webhookSubscription: WebhookSubscriptionInput!
          ): WebhookSubscriptionUpdatePayload
          webhookSubscriptionDelete(id: ID!): WebhookSubscriptionDeletePayload
          publishablePublish(id: ID!, input: [PublicationInput!]!): PublishablePublishPayload
          publishableUnpublish(id: ID!, input: [PublicationInput!]!): PublishableUnpublishPayload
        }
        type Count {
          count: Int!
          precision: CountPrecision!
        }
        type MoneyBag {
          shopMoney: MoneyV2!
          presentmentMoney: MoneyV2!
        }
        type MoneyV2 {
          amount: Decimal!
          currencyCode: CurrencyCode!
        }
        type PageInfo {
          hasNextPage: Boolean!
          hasPreviousPage: Boolean!
          startCursor: String
          endCursor: String
        }
        type UserError {
          field: [String!]
          message: String!
        }
        enum CountPrecision { EXACT AT_LEAST }
        enum CurrencyCode { EUR GBP USD CAD AUD JPY }
        enum WeightUnit { KILOGRAMS GRAMS POUNDS OUNCES }
        scalar Money
        scalar Decimal
        scalar DateTime
        scalar HTML
        scalar URL
        scalar UnsignedInt64
        """
}
