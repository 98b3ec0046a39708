extension ShopifySchema {
    /// The shop, the app in it, its locations and publications.
    static let shop = """
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
          catalog: Catalog
        }
        interface Catalog {
          id: ID!
          title: String!
        }
        type AppCatalog implements Catalog & Node {
          id: ID!
          title: String!
          apps(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false
          ): AppConnection!
        }
        type PublishablePublishPayload {
          shop: Shop!
          userErrors: [UserError!]!
        }
        type PublishableUnpublishPayload {
          shop: Shop!
          userErrors: [UserError!]!
        }
        input PublicationInput {
          publicationId: ID
          publishDate: DateTime
        }
        enum CatalogType { NONE APP COMPANY_LOCATION MARKET }
        enum LocationSortKeys { ID NAME RELEVANCE }
        """ + Self.pages(of: "Location", "Publication", "App")
}
