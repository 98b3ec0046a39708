extension ShopifySchema {
    /// Operations in bulk.
    static let bulk = """
        type BulkOperation implements Node {
          id: ID!
          type: BulkOperationType!
          status: BulkOperationStatus!
          errorCode: BulkOperationErrorCode
          createdAt: DateTime!
          completedAt: DateTime
          objectCount: UnsignedInt64!
          rootObjectCount: UnsignedInt64!
          fileSize: UnsignedInt64
          url: URL
          partialDataUrl: URL
          query: String!
        }
        type BulkOperationRunQueryPayload {
          bulkOperation: BulkOperation
          userErrors: [BulkOperationUserError!]!
        }
        type BulkOperationCancelPayload {
          bulkOperation: BulkOperation
          userErrors: [UserError!]!
        }
        type BulkOperationUserError {
          field: [String!]
          message: String!
          code: BulkOperationUserErrorCode
        }
        enum BulkOperationErrorCode { ACCESS_DENIED INTERNAL_SERVER_ERROR TIMEOUT }
        enum BulkOperationStatus { CANCELED CANCELING COMPLETED CREATED EXPIRED FAILED RUNNING }
        enum BulkOperationType { QUERY MUTATION }
        enum BulkOperationUserErrorCode { OPERATION_IN_PROGRESS INVALID LIMIT_REACHED }
        enum BulkOperationsSortKeys { COMPLETED_AT CREATED_AT }
        """ + Self.pages(of: "BulkOperation")
}
