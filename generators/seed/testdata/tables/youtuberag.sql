-- The tables that the migrations of golden/youtuberag's program make, as far as rows must have a value or refer to
-- another.
CREATE TABLE Users (
    Id              varchar(36) PRIMARY KEY,
    Name            varchar(100) NOT NULL,
    Email           varchar(255) NOT NULL UNIQUE,
    PasswordHash    longtext NOT NULL,
    IsActive        tinyint(1) NOT NULL DEFAULT TRUE,
    IsEmailVerified tinyint(1) NOT NULL DEFAULT FALSE,
    CreatedAt       datetime(6) NOT NULL,
    UpdatedAt       datetime(6) NOT NULL
);
CREATE TABLE Videos (
    Id                  varchar(36) PRIMARY KEY,
    Title               varchar(255) NOT NULL,
    YouTubeId           varchar(50) UNIQUE,
    Tags                json NOT NULL,
    Status              varchar(255) NOT NULL DEFAULT 'Pending',
    ProcessingStatus    int NOT NULL,
    TranscriptionStatus varchar(255) NOT NULL DEFAULT 'NotStarted',
    ErrorMessage        text,
    ProcessingProgress  int NOT NULL DEFAULT 0,
    TranscribedAt       datetime(6),
    EmbeddingStatus     varchar(255) NOT NULL DEFAULT 'None',
    UserId              varchar(36) NOT NULL,
    CreatedAt           datetime(6) NOT NULL,
    UpdatedAt           datetime(6) NOT NULL,
    FOREIGN KEY (UserId) REFERENCES Users (Id) ON DELETE CASCADE
);
CREATE TABLE Jobs (
    Id          varchar(36) PRIMARY KEY,
    Type        longtext NOT NULL,
    Status      varchar(255) NOT NULL DEFAULT 'Pending',
    Progress    int NOT NULL DEFAULT 0,
    StartedAt   datetime(6),
    CompletedAt datetime(6),
    FailedAt    datetime(6),
    Priority    int NOT NULL,
    UserId      varchar(36) NOT NULL,
    VideoId     varchar(36),
    CreatedAt   datetime(6) NOT NULL,
    UpdatedAt   datetime(6) NOT NULL,
    FOREIGN KEY (UserId) REFERENCES Users (Id) ON DELETE CASCADE,
    FOREIGN KEY (VideoId) REFERENCES Videos (Id) ON DELETE SET NULL
);
CREATE TABLE TranscriptSegments (
    Id           varchar(36) PRIMARY KEY,
    VideoId      varchar(36) NOT NULL,
    Text         text NOT NULL,
    StartTime    double NOT NULL,
    EndTime      double NOT NULL,
    SegmentIndex int NOT NULL,
    Confidence   double,
    Language     varchar(10),
    CreatedAt    datetime(6) NOT NULL,
    UpdatedAt    datetime(6) NOT NULL,
    UNIQUE (VideoId, SegmentIndex),
    FOREIGN KEY (VideoId) REFERENCES Videos (Id) ON DELETE CASCADE
);
