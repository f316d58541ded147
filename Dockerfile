# Odoo's official image with the Python packages that our add-ons compute with.
FROM odoo:19.0
USER root
COPY config/requirements-addons.txt /tmp/requirements-addons.txt
# the image's Python belongs to its distribution, and this image is all it serves
RUN pip3 install --no-cache-dir --break-system-packages --require-hashes \
        -r /tmp/requirements-addons.txt \
    && rm /tmp/requirements-addons.txt
USER odoo
