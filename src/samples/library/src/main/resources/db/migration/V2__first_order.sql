INSERT INTO orders (item) VALUES ('coffee');
