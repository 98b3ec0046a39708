/// One GraphQL operation.
public struct ShopifyDocument: Sendable, Hashable {
    /// The operation's name inside the text.
    public var name: String
    public var text: String
}

/// Every operation that is ever sent, whole: a test checks each against the vendor's published schema. No field of a buyer is
/// among them.
public enum ShopifyDocuments {
    public static let all = [
        identify, home, listings, offers, startBulk, bulks, bulk, orders, order, orderDetails, orderReturns, orderLines,
        setQuantities, setPrices, toShip,
        ship, money, suggestedRefund, cancel, job, refund,
        findBySKU, makeProduct, changeProduct, productCard, productVariants, productShape, addOptions, addVariants,
        publications, publish, unpublish,
        stageUpload,
        addMedia, moveMedia, productMedia, webhooks, addWebhook, removeWebhook,
    ]

    static let identify = ShopifyDocument(
        name: "Identify",
        text: """
            query Identify {
              shop { id name myshopifyDomain currencyCode }
              currentAppInstallation { accessScopes { handle } }
              location { id isActive }
              locations(first: \(ShopifyHome.most)) { nodes { id name isActive } }
            }
            """)

    /// Without an id it is the shop's primary location.
    static let home = ShopifyDocument(name: "Home", text: "query Home { location { id isActive } }")

    // MARK: Listings

    private static let offer = """
        fragment Offer on ProductVariant {
          id title sku barcode price updatedAt inventoryPolicy inventoryQuantity
          selectedOptions { name value }
          product { id title status hasOnlyDefaultVariant }
          inventoryItem {
            id tracked
            inventoryLevel(locationId: $home) { quantities(names: ["available"]) { name quantity } }
          }
        }
        """

    static let listings = ShopifyDocument(
        name: "Listings",
        text: """
            query Listings($home: ID!, $first: Int!, $after: String, $query: String, $counts: Boolean = false) {
              productVariantsCount(limit: \(ShopifyBulk.threshold + 1)) @include(if: $counts) { count }
              productVariants(first: $first, after: $after, query: $query, sortKey: ID) {
                pageInfo { hasNextPage endCursor }
                nodes { ...Offer }
              }
            }
            \(offer)
            """)

    static let offers = ShopifyDocument(
        name: "Offers",
        text: """
            query Offers($home: ID!, $ids: [ID!]!) {
              nodes(ids: $ids) { ...Offer }
            }
            \(offer)
            """)

    /// What is to be written into a file, each variant a line: the fields of `listings`. No variables can go with it.
    public static func allVariants(home: String) -> ShopifyDocument {
        ShopifyDocument(
            name: "AllVariants",
            text: """
                query AllVariants {
                  productVariants { edges { node { ...Offer } } }
                }
                \(offer)
                """.replacing("$home", with: "\"\(home)\""))
    }

    static let startBulk = ShopifyDocument(
        name: "StartBulk",
        text: """
            mutation StartBulk($query: String!) {
              bulkOperationRunQuery(query: $query) {
                bulkOperation { id }
                userErrors { field message code }
              }
            }
            """)

    static let bulks = ShopifyDocument(
        name: "Bulks",
        text: "query Bulks { bulkOperations(first: 10) { nodes { id status query } } }")

    static let bulk = ShopifyDocument(
        name: "OneBulk", text: "query OneBulk($id: ID!) { bulkOperation(id: $id) { id status url } }")

    // MARK: Orders

    private static let line = """
        fragment Line on LineItem {
          id title sku quantity currentQuantity
          product { id }
          variant { id inventoryItem { id } }
          discountedUnitPriceSet { shopMoney { amount currencyCode } }
        }
        """

    private static let sale = """
        fragment Sale on Order {
          id name createdAt updatedAt cancelledAt displayFinancialStatus displayFulfillmentStatus returnStatus
          totalPriceSet { shopMoney { amount currencyCode } }
          lineItems(first: 10) { pageInfo { hasNextPage endCursor } nodes { ...Line } }
        }
        """

    static let orders = ShopifyDocument(
        name: "Orders",
        text: """
            query Orders($first: Int!, $after: String, $query: String) {
              orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
                pageInfo { hasNextPage endCursor }
                nodes { ...Sale }
              }
            }
            \(sale)
            \(line)
            """)

    static let order = ShopifyDocument(
        name: "OneOrder",
        text: """
            query OneOrder($id: ID!) {
              order(id: $id) { ...Sale }
            }
            \(sale)
            \(line)
            """)

    /// What only orders have that were changed, cancelled or sent.
    static let orderDetails = ShopifyDocument(
        name: "OrderDetails",
        text: """
            query OrderDetails($id: ID!) {
              order(id: $id) {
                id
                refunds(first: 10) {
                  id
                  refundLineItems(first: 20) { nodes { lineItem { id } quantity restockType } }
                }
                fulfillments(first: 10) { status trackingInfo(first: 3) { company number } }
              }
            }
            """)

    /// What only orders have of which something comes back. It wants a right of its own.
    static let orderReturns = ShopifyDocument(
        name: "OrderReturns",
        text: """
            query OrderReturns($id: ID!, $after: String) {
              order(id: $id) {
                id
                returns(first: 5, after: $after) {
                  pageInfo { hasNextPage endCursor }
                  nodes {
                    id name status
                    returnLineItems(first: 10) {
                      nodes { quantity ... on ReturnLineItem { fulfillmentLineItem { lineItem { id } } } }
                    }
                    reverseFulfillmentOrders(first: 2) {
                      nodes {
                        lineItems(first: 10) {
                          nodes { fulfillmentLineItem { lineItem { id } } dispositions { type quantity } }
                        }
                      }
                    }
                    refunds(first: 5) { nodes { id } }
                  }
                }
              }
            }
            """)

    static let orderLines = ShopifyDocument(
        name: "OrderLines",
        text: """
            query OrderLines($id: ID!, $after: String) {
              order(id: $id) {
                id
                lineItems(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...Line } }
              }
            }
            \(line)
            """)

    // MARK: Writing

    static let setQuantities = ShopifyDocument(
        name: "SetQuantities",
        text: """
            mutation SetQuantities($input: InventorySetQuantitiesInput!, $key: String!) {
              inventorySetQuantities(input: $input) @idempotent(key: $key) {
                inventoryAdjustmentGroup { createdAt }
                userErrors { field message code }
              }
            }
            """)

    static let setPrices = ShopifyDocument(
        name: "SetPrices",
        text: """
            mutation SetPrices($product: ID!, $variants: [ProductVariantsBulkInput!]!) {
              productVariantsBulkUpdate(productId: $product, variants: $variants, allowPartialUpdates: true) {
                productVariants { id price }
                userErrors { field message code }
              }
            }
            """)

    static let toShip = ShopifyDocument(
        name: "ToShip",
        text: """
            query ToShip($id: ID!) {
              order(id: $id) {
                id cancelledAt displayFulfillmentStatus
                fulfillmentOrders(first: 10) { nodes { id status assignedLocation { location { id } } } }
                fulfillments(first: 10) { status trackingInfo(first: 3) { company number } }
              }
            }
            """)

    static let ship = ShopifyDocument(
        name: "Ship",
        text: """
            mutation Ship($fulfillment: FulfillmentInput!) {
              fulfillmentCreate(fulfillment: $fulfillment) {
                fulfillment { id }
                userErrors { field message }
              }
            }
            """)

    // MARK: Taking sales back

    private static let paid = """
        fragment Paid on Order {
          id cancelledAt displayFulfillmentStatus currencyCode presentmentCurrencyCode
          totalReceivedSet { shopMoney { amount currencyCode } }
          totalRefundedSet { shopMoney { amount currencyCode } }
          refunds(first: 50) { id note totalRefundedSet { shopMoney { amount currencyCode } } }
        }
        """

    static let money = ShopifyDocument(
        name: "OrderMoney",
        text: """
            query OrderMoney($id: ID!) {
              order(id: $id) {
                ...Paid
                lineItems(first: 100) {
                  pageInfo { hasNextPage endCursor }
                  nodes { id title refundableQuantity unfulfilledQuantity }
                }
              }
            }
            \(paid)
            """)

    static let suggestedRefund = ShopifyDocument(
        name: "SuggestedRefund",
        text: """
            query SuggestedRefund($id: ID!, $lines: [RefundLineItemInput!], $shipping: Boolean) {
              order(id: $id) {
                id
                suggestedRefund(refundLineItems: $lines, refundShipping: $shipping) {
                  amountSet { shopMoney { amount currencyCode } }
                  shipping { amountSet { shopMoney { amount currencyCode } } }
                  suggestedTransactions {
                    gateway
                    amountSet { shopMoney { amount currencyCode } }
                    parentTransaction { id }
                  }
                }
              }
            }
            """)

    static let cancel = ShopifyDocument(
        name: "CancelOrder",
        text: """
            mutation CancelOrder(
              $id: ID!, $reason: OrderCancelReason!, $restock: Boolean!, $method: OrderCancelRefundMethodInput
            ) {
              orderCancel(
                orderId: $id, reason: $reason, restock: $restock, refundMethod: $method, notifyCustomer: true
              ) {
                job { id }
                orderCancelUserErrors { field message code }
              }
            }
            """)

    /// Whether it has ended; not how.
    static let job = ShopifyDocument(name: "OneJob", text: "query OneJob($id: ID!) { job(id: $id) { id done } }")

    static let refund = ShopifyDocument(
        name: "RefundOrder",
        text: """
            mutation RefundOrder($input: RefundInput!, $key: String!) {
              refundCreate(input: $input) @idempotent(key: $key) {
                refund { id }
                userErrors { field message }
              }
            }
            """)

    // MARK: Catalogue

    static let findBySKU = ShopifyDocument(
        name: "FindBySKU",
        text: """
            query FindBySKU($query: String!) {
              productVariants(first: 20, query: $query) { nodes { sku product { id title status } } }
            }
            """)

    static let makeProduct = ShopifyDocument(
        name: "MakeProduct",
        text: """
            mutation MakeProduct($input: ProductSetInput!) {
              productSet(input: $input, synchronous: true) {
                product { id title status variants(first: 1) { nodes { sku } } }
                userErrors { field message code }
              }
            }
            """)

    static let changeProduct = ShopifyDocument(
        name: "ChangeProduct",
        text: """
            mutation ChangeProduct($product: ProductUpdateInput!) {
              productUpdate(product: $product) {
                product { id title status variants(first: 1) { nodes { sku } } }
                userErrors { field message }
              }
            }
            """)

    static let productCard = ShopifyDocument(
        name: "ProductCard",
        text: """
            query ProductCard($id: ID!) {
              product(id: $id) { id title status variants(first: 1) { nodes { sku } } }
            }
            """)

    static let productVariants = ShopifyDocument(
        name: "ProductVariants",
        text: """
            query ProductVariants($id: ID!, $after: String) {
              product(id: $id) {
                variants(first: 250, after: $after) {
                  pageInfo { hasNextPage endCursor }
                  nodes { id sku inventoryItem { id } }
                }
              }
            }
            """)

    /// What a variant more has to fit into.
    static let productShape = ShopifyDocument(
        name: "ProductShape",
        text: """
            query ProductShape($id: ID!, $after: String) {
              product(id: $id) {
                id title status hasOnlyDefaultVariant
                options { name }
                variants(first: 250, after: $after) {
                  pageInfo { hasNextPage endCursor }
                  nodes { id sku inventoryItem { id } }
                }
              }
            }
            """)

    /// The variants that are there get the first value of each.
    static let addOptions = ShopifyDocument(
        name: "AddOptions",
        text: """
            mutation AddOptions($product: ID!, $options: [OptionCreateInput!]!) {
              productOptionsCreate(productId: $product, options: $options, variantStrategy: LEAVE_AS_IS) {
                product { options { name } }
                userErrors { field message code }
              }
            }
            """)

    static let addVariants = ShopifyDocument(
        name: "AddVariants",
        text: """
            mutation AddVariants($product: ID!, $variants: [ProductVariantsBulkInput!]!) {
              productVariantsBulkCreate(
                productId: $product, variants: $variants, strategy: PRESERVE_STANDALONE_VARIANT
              ) {
                productVariants { id sku inventoryItem { id } }
                userErrors { field message code }
              }
            }
            """)

    /// Of sales channels; those of markets and companies are not among them.
    static let publications = ShopifyDocument(
        name: "Publications",
        text: """
            query Publications {
              publications(first: 50, catalogType: APP) {
                nodes { id catalog { title ... on AppCatalog { apps(first: 1) { nodes { handle title } } } } }
              }
            }
            """)

    static let publish = ShopifyDocument(
        name: "Publish",
        text: """
            mutation Publish($id: ID!, $input: [PublicationInput!]!) {
              publishablePublish(id: $id, input: $input) { userErrors { field message } }
            }
            """)

    static let unpublish = ShopifyDocument(
        name: "Unpublish",
        text: """
            mutation Unpublish($id: ID!, $input: [PublicationInput!]!) {
              publishableUnpublish(id: $id, input: $input) { userErrors { field message } }
            }
            """)

    // MARK: Pictures

    static let stageUpload = ShopifyDocument(
        name: "StageUpload",
        text: """
            mutation StageUpload($input: [StagedUploadInput!]!) {
              stagedUploadsCreate(input: $input) {
                stagedTargets { url resourceUrl parameters { name value } }
                userErrors { field message }
              }
            }
            """)

    static let addMedia = ShopifyDocument(
        name: "AddMedia",
        text: """
            mutation AddMedia($product: ProductUpdateInput!, $media: [CreateMediaInput!]!) {
              productUpdate(product: $product, media: $media) {
                product { media(last: 1, sortKey: POSITION) { nodes { id } } }
                userErrors { field message }
              }
            }
            """)

    static let moveMedia = ShopifyDocument(
        name: "MoveMedia",
        text: """
            mutation MoveMedia($id: ID!, $moves: [MoveInput!]!) {
              productReorderMedia(id: $id, moves: $moves) {
                mediaUserErrors { field message code }
              }
            }
            """)

    static let productMedia = ShopifyDocument(
        name: "ProductMedia",
        text: """
            query ProductMedia($id: ID!) {
              product(id: $id) {
                media(first: 250, sortKey: POSITION) {
                  nodes { id alt status mediaErrors { code message details } }
                }
              }
            }
            """)

    // MARK: Webhooks

    static let webhooks = ShopifyDocument(
        name: "Webhooks",
        text: """
            query Webhooks($first: Int!, $after: String) {
              webhookSubscriptions(first: $first, after: $after) {
                pageInfo { hasNextPage endCursor }
                nodes { id topic uri }
              }
            }
            """)

    static let addWebhook = ShopifyDocument(
        name: "AddWebhook",
        text: """
            mutation AddWebhook($topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!) {
              webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) {
                webhookSubscription { id }
                userErrors { field message }
              }
            }
            """)

    static let removeWebhook = ShopifyDocument(
        name: "RemoveWebhook",
        text: """
            mutation RemoveWebhook($id: ID!) {
              webhookSubscriptionDelete(id: $id) {
                deletedWebhookSubscriptionId
                userErrors { field message }
              }
            }
            """)
}
