extension ShopifySchema {
    /// Pictures of products, and how files get there.
    static let media = """
        interface Media {
          id: ID!
          alt: String
          mediaContentType: MediaContentType!
          status: MediaStatus!
          mediaErrors: [MediaError!]!
        }
        type MediaImage implements Media & Node {
          id: ID!
          alt: String
          mediaContentType: MediaContentType!
          status: MediaStatus!
          mediaErrors: [MediaError!]!
        }
        type MediaError {
          code: MediaErrorCode!
          details: String
          message: String!
        }
        type MediaUserError {
          field: [String!]
          message: String!
          code: MediaUserErrorCode
        }
        type ProductReorderMediaPayload {
          job: Job
          mediaUserErrors: [MediaUserError!]!
        }
        type Job {
          id: ID!
          done: Boolean!
        }
        type StagedUploadsCreatePayload {
          stagedTargets: [StagedMediaUploadTarget!]
          userErrors: [UserError!]!
        }
        type StagedMediaUploadTarget {
          parameters: [StagedUploadParameter!]!
          resourceUrl: URL
          url: URL
        }
        type StagedUploadParameter {
          name: String!
          value: String!
        }
        input CreateMediaInput {
          alt: String
          mediaContentType: MediaContentType!
          originalSource: String!
        }
        input MoveInput {
          id: ID!
          newPosition: UnsignedInt64!
        }
        input StagedUploadInput {
          filename: String!
          fileSize: UnsignedInt64
          httpMethod: StagedUploadHttpMethodType = PUT
          mimeType: String!
          resource: StagedUploadTargetGenerateUploadResource!
        }
        enum MediaContentType { VIDEO EXTERNAL_VIDEO MODEL_3D IMAGE }
        enum MediaStatus { UPLOADED PROCESSING READY FAILED }
        enum MediaErrorCode {
          UNKNOWN INVALID_SIGNED_URL IMAGE_DOWNLOAD_FAILURE IMAGE_PROCESSING_FAILURE UNSUPPORTED_IMAGE_FILE_TYPE
          INVALID_IMAGE_FILE_SIZE INVALID_IMAGE_RESOLUTION
        }
        enum MediaUserErrorCode {
          INVALID BLANK PRODUCT_DOES_NOT_EXIST MEDIA_DOES_NOT_EXIST MEDIA_DOES_NOT_EXIST_ON_PRODUCT INVALID_MEDIA_TYPE
        }
        enum ProductMediaSortKeys { ID POSITION }
        enum StagedUploadHttpMethodType { POST PUT }
        enum StagedUploadTargetGenerateUploadResource { FILE IMAGE MODEL_3D VIDEO }
        """ + Self.pages(of: "Media")
}
