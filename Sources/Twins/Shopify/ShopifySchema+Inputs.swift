extension ShopifySchema {
    static let inputs = """
        input InventorySetQuantitiesInput {
          name: String!
          reason: String!
          quantities: [InventoryQuantityInput!]!
          referenceDocumentUri: String
        }
        input InventoryQuantityInput {
          inventoryItemId: ID!
          locationId: ID!
          quantity: Int!
          changeFromQuantity: Int
        }
        input InventoryAdjustQuantitiesInput {
          name: String!
          reason: String!
          changes: [InventoryChangeInput!]!
          referenceDocumentUri: String
        }
        input InventoryChangeInput {
          delta: Int!
          inventoryItemId: ID!
          locationId: ID!
          changeFromQuantity: Int
          ledgerDocumentUri: String
        }
        input ProductVariantsBulkInput {
          id: ID
          price: Money
          compareAtPrice: Money
          barcode: String
          inventoryPolicy: ProductVariantInventoryPolicy
          taxable: Boolean
          inventoryItem: InventoryItemInput
        }
        input InventoryItemInput {
          sku: String
          tracked: Boolean
          requiresShipping: Boolean
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
        input WebhookSubscriptionInput {
          uri: String
          format: WebhookSubscriptionFormat
          filter: String
          includeFields: [String!]
        }
        input PublicationInput {
          publicationId: ID
          publishDate: DateTime
        }
        input OrderCancelRefundMethodInput {
          originalPaymentMethodsRefund: Boolean
        }
        enum CountPrecision { EXACT AT_LEAST }
        enum FulfillmentOrderRequestStatus {
          UNSUBMITTED SUBMITTED ACCEPTED REJECTED CANCELLATION_REQUESTED CANCELLATION_ACCEPTED
          CANCELLATION_REJECTED CLOSED
        }
        enum FulfillmentOrderStatus { OPEN IN_PROGRESS CANCELLED INCOMPLETE CLOSED SCHEDULED ON_HOLD }
        enum FulfillmentStatus { PENDING OPEN SUCCESS CANCELLED ERROR FAILURE }
        enum InventoryAdjustQuantitiesUserErrorCode {
          INTERNAL_LEDGER_DOCUMENT INVALID_AVAILABLE_DOCUMENT INVALID_INVENTORY_ITEM INVALID_LEDGER_DOCUMENT
          INVALID_LOCATION INVALID_QUANTITY_DOCUMENT INVALID_QUANTITY_NAME INVALID_QUANTITY_TOO_LOW
          INVALID_QUANTITY_TOO_HIGH INVALID_REASON INVALID_REFERENCE_DOCUMENT SERVICE_UNAVAILABLE
          CHANGE_FROM_QUANTITY_STALE ADJUST_QUANTITIES_FAILED MAX_ONE_LEDGER_DOCUMENT
          ITEM_NOT_STOCKED_AT_LOCATION NON_MUTABLE_INVENTORY_ITEM IDEMPOTENCY_CONCURRENT_REQUEST
          IDEMPOTENCY_KEY_PARAMETER_MISMATCH
        }
        enum InventorySetQuantitiesUserErrorCode {
          INVALID_INVENTORY_ITEM INVALID_LOCATION INVALID_QUANTITY_NEGATIVE INVALID_REASON
          INVALID_REFERENCE_DOCUMENT ITEM_NOT_STOCKED_AT_LOCATION INVALID_QUANTITY_TOO_HIGH
          INVALID_QUANTITY_TOO_LOW COMPARE_QUANTITY_REQUIRED COMPARE_QUANTITY_STALE
          CHANGE_FROM_QUANTITY_STALE INVALID_NAME NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR
          NON_MUTABLE_INVENTORY_ITEM IDEMPOTENCY_CONCURRENT_REQUEST IDEMPOTENCY_KEY_PARAMETER_MISMATCH
        }
        enum LocationSortKeys { ID NAME RELEVANCE }
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
        enum RefundLineItemRestockType { RETURN CANCEL LEGACY_RESTOCK NO_RESTOCK }
        enum WebhookSubscriptionFormat { JSON XML }
        enum WebhookSubscriptionSortKeys { CREATED_AT ID }
        enum WebhookSubscriptionTopic {
          ORDERS_CREATE ORDERS_UPDATED ORDERS_PAID ORDERS_CANCELLED ORDERS_FULFILLED REFUNDS_CREATE
          FULFILLMENTS_CREATE FULFILLMENTS_UPDATE PRODUCTS_CREATE PRODUCTS_UPDATE PRODUCTS_DELETE
          INVENTORY_LEVELS_UPDATE APP_UNINSTALLED
        }
        scalar Money
        scalar Decimal
        scalar DateTime
        scalar HTML
        scalar URL
        scalar UnsignedInt64
        enum CurrencyCode { EUR GBP USD CAD AUD JPY }
        enum WeightUnit { KILOGRAMS GRAMS POUNDS OUNCES }
        """
}
