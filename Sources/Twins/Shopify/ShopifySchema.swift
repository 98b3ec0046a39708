/// The part of Shopify's graph that the twin serves, in our own words for what we and a general integration ask. A test checks
/// it against the vendor's published schema, type by type.
public enum ShopifySchema {
    /// In GraphQL's schema language.
    public static var text: String { Self.objects + "\n" + Self.inputs }

    static let schema = Result { () throws(GraphQLError) in try GraphQLSchema(Self.text) }

    private static let objects = """
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
          productVariants(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false,
            query: String, sortKey: ProductVariantSortKeys = ID
          ): ProductVariantConnection!
          inventoryItem(id: ID!): InventoryItem
          inventoryItems(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false,
            query: String
          ): InventoryItemConnection!
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
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false
          ): PublicationConnection!
        }
        type Mutation {
          inventorySetQuantities(input: InventorySetQuantitiesInput!): InventorySetQuantitiesPayload
          inventoryAdjustQuantities(input: InventoryAdjustQuantitiesInput!): InventoryAdjustQuantitiesPayload
          inventoryActivate(inventoryItemId: ID!, locationId: ID!, available: Int): InventoryActivatePayload
          productVariantsBulkUpdate(
            productId: ID!, variants: [ProductVariantsBulkInput!]!, allowPartialUpdates: Boolean = false
          ): ProductVariantsBulkUpdatePayload
          productUpdate(product: ProductUpdateInput): ProductUpdatePayload
          productSet(
            identifier: ProductSetIdentifiers, input: ProductSetInput!, synchronous: Boolean = true
          ): ProductSetPayload
          fulfillmentCreate(fulfillment: FulfillmentInput!, message: String): FulfillmentCreatePayload
          fulfillmentTrackingInfoUpdate(
            fulfillmentId: ID!, trackingInfoInput: FulfillmentTrackingInput!, notifyCustomer: Boolean
          ): FulfillmentTrackingInfoUpdatePayload
          orderCancel(
            orderId: ID!, reason: OrderCancelReason!, restock: Boolean!,
            refundMethod: OrderCancelRefundMethodInput, notifyCustomer: Boolean = false,
            staffNote: String = null
          ): OrderCancelPayload
          webhookSubscriptionCreate(
            topic: WebhookSubscriptionTopic!, webhookSubscription: WebhookSubscriptionInput!
          ): WebhookSubscriptionCreatePayload
          webhookSubscriptionUpdate(
            id: ID!, webhookSubscription: WebhookSubscriptionInput!
          ): WebhookSubscriptionUpdatePayload
          webhookSubscriptionDelete(id: ID!): WebhookSubscriptionDeletePayload
          publishablePublish(id: ID!, input: [PublicationInput!]!): PublishablePublishPayload
        }
        type Shop implements Node {
          id: ID!
          name: String!
          myshopifyDomain: String!
          currencyCode: CurrencyCode!
          email: String!
          url: URL!
          ianaTimezone: String!
          plan: ShopPlan!
          weightUnit: WeightUnit!
          createdAt: DateTime!
          primaryDomain: Domain!
        }
        type ShopPlan {
          displayName: String!
          partnerDevelopment: Boolean!
          shopifyPlus: Boolean!
        }
        type Domain implements Node {
          id: ID!
          host: String!
          url: URL!
        }
        type AppInstallation implements Node {
          id: ID!
          accessScopes: [AccessScope!]!
          app: App!
        }
        type App implements Node {
          id: ID!
          title: String!
          handle: String
        }
        type AccessScope {
          handle: String!
          description: String!
        }
        type Location implements Node {
          id: ID!
          legacyResourceId: UnsignedInt64!
          name: String!
          isActive: Boolean!
          isPrimary: Boolean!
          fulfillsOnlineOrders: Boolean!
          shipsInventory: Boolean!
          createdAt: DateTime!
          updatedAt: DateTime!
        }
        type Publication implements Node {
          id: ID!
          name: String!
        }
        type Product implements Node {
          id: ID!
          legacyResourceId: UnsignedInt64!
          title: String!
          handle: String!
          status: ProductStatus!
          descriptionHtml: HTML!
          vendor: String!
          productType: String!
          tags: [String!]!
          createdAt: DateTime!
          updatedAt: DateTime!
          publishedAt: DateTime
          hasOnlyDefaultVariant: Boolean!
          hasOutOfStockVariants: Boolean!
          totalInventory: Int!
          tracksInventory: Boolean!
          isGiftCard: Boolean!
          options(first: Int): [ProductOption!]!
          variants(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false,
            sortKey: ProductVariantSortKeys = POSITION
          ): ProductVariantConnection!
          variantsCount: Count
        }
        type Count {
          count: Int!
          precision: CountPrecision!
        }
        type ProductOption implements Node {
          id: ID!
          name: String!
          position: Int!
          values: [String!]!
        }
        type ProductVariant implements Node {
          id: ID!
          legacyResourceId: UnsignedInt64!
          title: String!
          displayName: String!
          sku: String
          barcode: String
          price: Money!
          compareAtPrice: Money
          position: Int!
          availableForSale: Boolean!
          taxable: Boolean!
          createdAt: DateTime!
          updatedAt: DateTime!
          inventoryPolicy: ProductVariantInventoryPolicy!
          inventoryQuantity: Int
          sellableOnlineQuantity: Int!
          selectedOptions: [SelectedOption!]!
          product: Product!
          inventoryItem: InventoryItem!
        }
        type SelectedOption {
          name: String!
          value: String!
        }
        type InventoryItem implements Node {
          id: ID!
          legacyResourceId: UnsignedInt64!
          sku: String
          tracked: Boolean!
          requiresShipping: Boolean!
          createdAt: DateTime!
          updatedAt: DateTime!
          inventoryLevel(locationId: ID!): InventoryLevel
          inventoryLevels(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false
          ): InventoryLevelConnection!
          variant: ProductVariant!
        }
        type InventoryLevel implements Node {
          id: ID!
          createdAt: DateTime!
          updatedAt: DateTime!
          item: InventoryItem!
          location: Location!
          quantities(names: [String!]!): [InventoryQuantity!]!
        }
        type InventoryQuantity implements Node {
          id: ID!
          name: String!
          quantity: Int!
          updatedAt: DateTime
        }
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
          fullyPaid: Boolean!
          unpaid: Boolean!
          subtotalLineItemsQuantity: Int!
          totalPriceSet: MoneyBag!
          subtotalPriceSet: MoneyBag
          totalShippingPriceSet: MoneyBag!
          totalTaxSet: MoneyBag
          totalDiscountsSet: MoneyBag
          totalRefundedSet: MoneyBag!
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
        type MoneyBag {
          shopMoney: MoneyV2!
          presentmentMoney: MoneyV2!
        }
        type MoneyV2 {
          amount: Decimal!
          currencyCode: CurrencyCode!
        }
        type Refund implements Node {
          id: ID!
          legacyResourceId: UnsignedInt64!
          createdAt: DateTime
          note: String
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
        type WebhookSubscription implements Node {
          id: ID!
          legacyResourceId: UnsignedInt64!
          topic: WebhookSubscriptionTopic!
          uri: String!
          format: WebhookSubscriptionFormat!
          createdAt: DateTime!
          updatedAt: DateTime!
          filter: String
          includeFields: [String!]!
        }
        type PageInfo {
          hasNextPage: Boolean!
          hasPreviousPage: Boolean!
          startCursor: String
          endCursor: String
        }
        type InventoryAdjustmentGroup implements Node {
          id: ID!
          createdAt: DateTime!
          reason: String!
          referenceDocumentUri: String
          changes: [InventoryChange!]!
        }
        type InventoryChange {
          name: String!
          delta: Int!
          quantityAfterChange: Int
        }
        type InventorySetQuantitiesPayload {
          inventoryAdjustmentGroup: InventoryAdjustmentGroup
          userErrors: [InventorySetQuantitiesUserError!]!
        }
        type InventorySetQuantitiesUserError {
          field: [String!]
          message: String!
          code: InventorySetQuantitiesUserErrorCode
        }
        type InventoryAdjustQuantitiesPayload {
          inventoryAdjustmentGroup: InventoryAdjustmentGroup
          userErrors: [InventoryAdjustQuantitiesUserError!]!
        }
        type InventoryAdjustQuantitiesUserError {
          field: [String!]
          message: String!
          code: InventoryAdjustQuantitiesUserErrorCode
        }
        type InventoryActivatePayload {
          inventoryLevel: InventoryLevel
          userErrors: [UserError!]!
        }
        type ProductVariantsBulkUpdatePayload {
          product: Product
          productVariants: [ProductVariant!]
          userErrors: [ProductVariantsBulkUpdateUserError!]!
        }
        type ProductVariantsBulkUpdateUserError {
          field: [String!]
          message: String!
          code: ProductVariantsBulkUpdateUserErrorCode
        }
        type ProductUpdatePayload {
          product: Product
          userErrors: [UserError!]!
        }
        type ProductSetPayload {
          product: Product
          userErrors: [ProductSetUserError!]!
        }
        type ProductSetUserError {
          field: [String!]
          message: String!
          code: ProductSetUserErrorCode
        }
        type FulfillmentCreatePayload {
          fulfillment: Fulfillment
          userErrors: [UserError!]!
        }
        type FulfillmentTrackingInfoUpdatePayload {
          fulfillment: Fulfillment
          userErrors: [UserError!]!
        }
        type OrderCancelPayload {
          orderCancelUserErrors: [OrderCancelUserError!]!
          userErrors: [UserError!]!
        }
        type OrderCancelUserError {
          field: [String!]
          message: String!
          code: OrderCancelUserErrorCode
        }
        type WebhookSubscriptionCreatePayload {
          webhookSubscription: WebhookSubscription
          userErrors: [UserError!]!
        }
        type WebhookSubscriptionUpdatePayload {
          webhookSubscription: WebhookSubscription
          userErrors: [UserError!]!
        }
        type WebhookSubscriptionDeletePayload {
          deletedWebhookSubscriptionId: ID
          userErrors: [UserError!]!
        }
        type PublishablePublishPayload {
          userErrors: [UserError!]!
        }
        type UserError {
          field: [String!]
          message: String!
        }
        type LocationConnection {
          edges: [LocationEdge!]!
          nodes: [Location!]!
          pageInfo: PageInfo!
        }
        type LocationEdge {
          cursor: String!
          node: Location!
        }
        type ProductConnection {
          edges: [ProductEdge!]!
          nodes: [Product!]!
          pageInfo: PageInfo!
        }
        type ProductEdge {
          cursor: String!
          node: Product!
        }
        type ProductVariantConnection {
          edges: [ProductVariantEdge!]!
          nodes: [ProductVariant!]!
          pageInfo: PageInfo!
        }
        type ProductVariantEdge {
          cursor: String!
          node: ProductVariant!
        }
        type InventoryItemConnection {
          edges: [InventoryItemEdge!]!
          nodes: [InventoryItem!]!
          pageInfo: PageInfo!
        }
        type InventoryItemEdge {
          cursor: String!
          node: InventoryItem!
        }
        type InventoryLevelConnection {
          edges: [InventoryLevelEdge!]!
          nodes: [InventoryLevel!]!
          pageInfo: PageInfo!
        }
        type InventoryLevelEdge {
          cursor: String!
          node: InventoryLevel!
        }
        type OrderConnection {
          edges: [OrderEdge!]!
          nodes: [Order!]!
          pageInfo: PageInfo!
        }
        type OrderEdge {
          cursor: String!
          node: Order!
        }
        type LineItemConnection {
          edges: [LineItemEdge!]!
          nodes: [LineItem!]!
          pageInfo: PageInfo!
        }
        type LineItemEdge {
          cursor: String!
          node: LineItem!
        }
        type RefundLineItemConnection {
          edges: [RefundLineItemEdge!]!
          nodes: [RefundLineItem!]!
          pageInfo: PageInfo!
        }
        type RefundLineItemEdge {
          cursor: String!
          node: RefundLineItem!
        }
        type FulfillmentOrderConnection {
          edges: [FulfillmentOrderEdge!]!
          nodes: [FulfillmentOrder!]!
          pageInfo: PageInfo!
        }
        type FulfillmentOrderEdge {
          cursor: String!
          node: FulfillmentOrder!
        }
        type FulfillmentOrderLineItemConnection {
          edges: [FulfillmentOrderLineItemEdge!]!
          nodes: [FulfillmentOrderLineItem!]!
          pageInfo: PageInfo!
        }
        type FulfillmentOrderLineItemEdge {
          cursor: String!
          node: FulfillmentOrderLineItem!
        }
        type WebhookSubscriptionConnection {
          edges: [WebhookSubscriptionEdge!]!
          nodes: [WebhookSubscription!]!
          pageInfo: PageInfo!
        }
        type WebhookSubscriptionEdge {
          cursor: String!
          node: WebhookSubscription!
        }
        type PublicationConnection {
          edges: [PublicationEdge!]!
          nodes: [Publication!]!
          pageInfo: PageInfo!
        }
        type PublicationEdge {
          cursor: String!
          node: Publication!
        }
        """
}
