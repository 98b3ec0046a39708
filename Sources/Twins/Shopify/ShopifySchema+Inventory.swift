extension ShopifySchema {
    /// Stock, and what changes it.
    static let inventory = """
        type InventoryItem implements Node {
          id: ID!
          legacyResourceId: UnsignedInt64!
          sku: String
          tracked: Boolean!
          requiresShipping: Boolean!
          measurement: InventoryItemMeasurement!
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
        type InventoryItemMeasurement implements Node {
          id: ID!
          weight: Weight
        }
        type Weight {
          unit: WeightUnit!
          value: Float!
        }
        input InventoryItemInput {
          sku: String
          tracked: Boolean
          requiresShipping: Boolean
          measurement: InventoryItemMeasurementInput
        }
        input InventoryItemMeasurementInput {
          weight: WeightInput
        }
        input WeightInput {
          unit: WeightUnit!
          value: Float!
        }
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
        """ + Self.pages(of: "InventoryItem", "InventoryLevel")
}
