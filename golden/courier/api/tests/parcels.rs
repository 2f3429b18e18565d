//! The way of a parcel through a real Redis: `make test-docker`, or `cargo test -- --ignored` where `REDIS_URL` leads to
//! one.

use std::time::Duration;

use courier_api::{Api, Request};
use courier_queue::{Queue, url};

#[test]
#[ignore = "needs Redis"]
fn a_parcel_is_taken_and_delivered() {
    let redis = url("REDIS_URL").unwrap();
    let mut queue = Queue::open(&redis).unwrap();
    let before = queue.delivered().unwrap();

    let token = "0123456789abcdef0123456789abcdef".to_owned();
    let headers = vec![("Authorization".to_owned(), format!("Bearer {token}"))];
    let post = Request { method: "POST".into(), path: "/parcels".into(), headers, body: "a book".into() };
    assert_eq!(Api { redis, token }.answer(&post).status, 202);

    assert_eq!(queue.take(Duration::from_secs(1)).unwrap().as_deref(), Some("a book"));
    assert_eq!(queue.count().unwrap(), before + 1);
}
