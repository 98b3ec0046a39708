extension ShopifySchema {
    /// Products and variants, and what changes them.
    static let products = """
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
          media(
            after: String, before: String, first: Int, last: Int, reverse: Boolean = false,
            sortKey: ProductMediaSortKeys = POSITION
          ): MediaConnection!
          publishedOnPublication(publicationId: ID!): Boolean!
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
        input ProductVariantsBulkInput {
          id: ID
          price: Money
          compareAtPrice: Money
          barcode: String
          inventoryPolicy: ProductVariantInventoryPolicy
          taxable: Boolean
          inventoryItem: InventoryItemInput
          optionValues: [VariantOptionValueInput!]
          inventoryQuantities: [InventoryLevelInput!]
        }
        input ProductUpdateInput {
          id: ID
          title: String
          handle: String
          status: ProductStatus
          descriptionHtml: String
          vendor: String
          productType: String
          tags: [String!]
        }
        input ProductSetInput {
          title: String
          handle: String
          status: ProductStatus
          descriptionHtml: String
          vendor: String
          productType: String
          tags: [String!]
          productOptions: [OptionSetInput!]
          variants: [ProductVariantSetInput!]
        }
        input ProductSetIdentifiers {
          id: ID
          handle: String
        }
        input OptionSetInput {
          id: ID
          name: String
          position: Int
          values: [OptionValueSetInput!]
        }
        input OptionValueSetInput {
          id: ID
          name: String
        }
        input ProductVariantSetInput {
          id: ID
          sku: String
          barcode: String
          price: Money
          compareAtPrice: Money
          position: Int
          inventoryPolicy: ProductVariantInventoryPolicy
          taxable: Boolean
          inventoryItem: InventoryItemInput
          optionValues: [VariantOptionValueInput!]!
          inventoryQuantities: [ProductSetInventoryInput!]
        }
        input VariantOptionValueInput {
          id: ID
          name: String
          optionId: ID
          optionName: String
        }
        input ProductSetInventoryInput {
          locationId: ID!
          name: String!
          quantity: Int!
        }
        type ProductVariantsBulkCreatePayload {
          product: Product
          productVariants: [ProductVariant!]
          userErrors: [ProductVariantsBulkCreateUserError!]!
        }
        type ProductVariantsBulkCreateUserError {
          field: [String!]
          message: String!
          code: ProductVariantsBulkCreateUserErrorCode
        }
        type ProductOptionsCreatePayload {
          product: Product
          userErrors: [ProductOptionsCreateUserError!]!
        }
        type ProductOptionsCreateUserError {
          field: [String!]
          message: String!
          code: ProductOptionsCreateUserErrorCode
        }
        input OptionCreateInput {
          name: String
          position: Int
          values: [OptionValueCreateInput!]
        }
        input OptionValueCreateInput {
          name: String
        }
        input InventoryLevelInput {
          availableQuantity: Int!
          locationId: ID!
        }
        enum ProductVariantsBulkCreateStrategy {
          DEFAULT REMOVE_STANDALONE_VARIANT PRESERVE_STANDALONE_VARIANT
        }
        enum ProductOptionCreateVariantStrategy { LEAVE_AS_IS CREATE }
        enum ProductVariantsBulkCreateUserErrorCode {
          INVALID_INPUT PRODUCT_DOES_NOT_EXIST NO_KEY_ON_CREATE VARIANT_ALREADY_EXISTS PRODUCT_SUSPENDED
          GREATER_THAN_OR_EQUAL_TO NEED_TO_ADD_OPTION_VALUES OPTION_VALUES_FOR_NUMBER_OF_UNKNOWN_OPTIONS
          TOO_MANY_INVENTORY_LOCATIONS SUBSCRIPTION_VIOLATION VARIANT_ALREADY_EXISTS_CHANGE_OPTION_VALUE
          TRACKED_VARIANT_LOCATION_NOT_FOUND MUST_BE_FOR_THIS_PRODUCT NOT_DEFINED_FOR_SHOP INVALID
          NEGATIVE_PRICE_VALUE UNSUPPORTED_COMBINED_LISTING_PARENT_OPERATION
          CANNOT_SET_NAME_FOR_LINKED_OPTION_VALUE INVENTORY_QUANTITIES_LIMIT_EXCEEDED
        }
        enum ProductOptionsCreateUserErrorCode {
          OPTION_ALREADY_EXISTS OPTIONS_OVER_LIMIT OPTION_VALUES_OVER_LIMIT INVALID_NAME PRODUCT_SUSPENDED
          NEW_OPTION_WITHOUT_VALUE_FOR_EXISTING_VARIANTS DUPLICATED_OPTION_NAME DUPLICATED_OPTION_VALUE
          OPTION_NAME_MISSING OPTION_VALUES_MISSING OPTION_VALUE_NAME_TOO_LONG OPTION_NAME_TOO_LONG
          POSITION_OUT_OF_BOUNDS OPTION_POSITION_MISSING PRODUCT_DOES_NOT_EXIST
          LINKED_METAFIELD_DEFINITION_NOT_FOUND INVALID_METAFIELD_VALUE_FOR_LINKED_OPTION
          MISSING_METAFIELD_VALUES_FOR_LINKED_OPTION CANNOT_COMBINE_LINKED_METAFIELD_AND_OPTION_VALUES
          DUPLICATE_LINKED_OPTION OPTION_LINKED_METAFIELD_ALREADY_TAKEN LINKED_OPTIONS_NOT_SUPPORTED_FOR_SHOP
          CANNOT_MAKE_CHANGES_IF_VARIANT_IS_MISSING_REQUIRED_SKU UNSUPPORTED_COMBINED_LISTING_PARENT_OPERATION
          LINKED_METAFIELD_VALUE_WITHOUT_LINKED_OPTION TOO_MANY_VARIANTS_CREATED
        }
        enum ProductSetUserErrorCode {
          ID_NOT_ALLOWED MISSING_FIELD_REQUIRED INPUT_MISMATCH NOT_FOUND METAFIELD_MISMATCH GENERIC_ERROR
          INVALID_METAFIELD INVALID_VARIANT PRODUCT_DOES_NOT_EXIST PRODUCT_SUSPENDED
          PRODUCT_VARIANT_DOES_NOT_EXIST OPTION_DOES_NOT_EXIST OPTION_VALUE_DOES_NOT_EXIST
          OPTIONS_OVER_LIMIT OPTION_VALUES_OVER_LIMIT OPTION_VALUES_MISSING DUPLICATED_OPTION_NAME
          DUPLICATED_OPTION_VALUE VARIANTS_OVER_LIMIT PRODUCT_OPTIONS_INPUT_MISSING VARIANTS_INPUT_MISSING
          GIFT_CARDS_NOT_ACTIVATED GIFT_CARD_ATTRIBUTE_CANNOT_BE_CHANGED INVALID_PRODUCT INVALID_INPUT
          JOB_ERROR CAPABILITY_VIOLATION CANNOT_COMBINE_LINKED_AND_NONLINKED_OPTION_VALUES
          INVALID_METAFIELD_VALUE_FOR_LINKED_OPTION DUPLICATE_LINKED_OPTION DUPLICATED_METAFIELD_VALUE
          LINKED_OPTIONS_NOT_SUPPORTED_FOR_SHOP LINKED_METAFIELD_DEFINITION_NOT_FOUND DUPLICATED_VALUE
          HANDLE_NOT_UNIQUE INVENTORY_QUANTITIES_LIMIT_EXCEEDED
        }
        enum ProductSortKeys {
          CREATED_AT ID INVENTORY_TOTAL PRODUCT_TYPE PUBLISHED_AT RELEVANCE TITLE UPDATED_AT VENDOR
        }
        enum ProductStatus { ACTIVE ARCHIVED DRAFT UNLISTED }
        enum ProductVariantInventoryPolicy { DENY CONTINUE }
        enum ProductVariantSortKeys {
          FULL_TITLE ID INVENTORY_LEVELS_AVAILABLE INVENTORY_MANAGEMENT INVENTORY_POLICY INVENTORY_QUANTITY
          NAME POPULAR POSITION RELEVANCE SKU TITLE
        }
        enum ProductVariantsBulkUpdateUserErrorCode {
          INVALID_INPUT CANNOT_SPECIFY_BOTH MUST_SPECIFY_ONE_OF_PAIR OPTION_VALUE_NAME_TOO_LONG
          PRODUCT_DOES_NOT_EXIST PRODUCT_VARIANT_ID_MISSING PRODUCT_VARIANT_DOES_NOT_EXIST
          OPTION_DOES_NOT_EXIST OPTION_VALUE_DOES_NOT_EXIST MUST_BE_FOR_THIS_PRODUCT NOT_DEFINED_FOR_SHOP
          PRODUCT_SUSPENDED NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE VARIANT_ALREADY_EXISTS
          GREATER_THAN_OR_EQUAL_TO NEED_TO_ADD_OPTION_VALUES OPTION_VALUES_FOR_NUMBER_OF_UNKNOWN_OPTIONS
          SUBSCRIPTION_VIOLATION NO_INVENTORY_QUANTITES_DURING_UPDATE NEGATIVE_PRICE_VALUE BLANK TOO_SHORT
          TOO_LONG INVALID_VALUE CANNOT_SET_NAME_FOR_LINKED_OPTION_VALUE
          UNSUPPORTED_COMBINED_LISTING_PARENT_OPERATION INVENTORY_QUANTITIES_LIMIT_EXCEEDED
        }
        """ + Self.pages(of: "Product", "ProductVariant")
}
