extension ShopifySchema {
    /// Subscriptions to webhooks.
    static let webhooks = """
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
        input WebhookSubscriptionInput {
          uri: String
          format: WebhookSubscriptionFormat
          filter: String
          includeFields: [String!]
        }
        enum WebhookSubscriptionFormat { JSON XML }
        enum WebhookSubscriptionSortKeys { CREATED_AT ID }
        enum WebhookSubscriptionTopic {
          ORDERS_CREATE ORDERS_UPDATED ORDERS_PAID ORDERS_CANCELLED ORDERS_FULFILLED REFUNDS_CREATE
          FULFILLMENTS_CREATE FULFILLMENTS_UPDATE PRODUCTS_CREATE PRODUCTS_UPDATE PRODUCTS_DELETE
          INVENTORY_LEVELS_UPDATE APP_UNINSTALLED RETURNS_REQUEST RETURNS_APPROVE RETURNS_DECLINE
          RETURNS_CANCEL RETURNS_UPDATE RETURNS_PROCESS RETURNS_CLOSE RETURNS_REOPEN
        }
        """ + Self.pages(of: "WebhookSubscription")
}
